# `make demo`: environment, the recorded sample county and its quarterly report, offline; `make desk`: the desk over it.
# `make test`: the tests. `make browser`: the desk in a real chromium.
# `make docs`: the handbook as a site with search in build/site (python3 -m http.server -d build/site); `make docs-reference`: its generated pages anew.
# The plain pip equivalents stand in README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := $(BIN)/monitor --data .demo
RECORDED := 2021-09-30 2021-10-29 2021-11-30

.PHONY: demo desk test browser lint docs docs-reference picture catalogue record clean

# said before pip would say it in a riddle
OLD := 需要 Python 3.11 或更新的版本，请安装后用 make PYTHON=python3.11 指明 (Python 3.11 or later is needed)

# what the program needs to run, no tool of ours
$(VENV)/.run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo '$(OLD)' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[desk]'
	$(BIN)/python -m compileall -q monitor checks reports  # once, where nothing may write it later
	touch $@

# and what tests and changes it
$(VENV)/.ready: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

# exit code 1 only says that accounts fail, which the sample county's do
demo: $(VENV)/.run
	rm -rf .demo
	for day in $(RECORDED); do \
	  $(DEMO) check --replay samples/gaotai-$$day.warc.gz --keep --demo >/dev/null || test $$? -eq 1; \
	done
	$(DEMO) check --replay samples/gaotai-2021-12-31.warc.gz --keep --demo || test $$? -eq 1
	$(DEMO) report quarter 2021Q4 --date 2022-01-04 --out .demo/out
	@echo '用网页查阅演示县：make desk（时间停在 2021-12-31，不接受登记）'

# the desk over the recorded county, for a person of the demonstration whose password is drawn each time
desk: $(VENV)/.run
	@test -f .demo/demo.txt || $(MAKE) --no-print-directory demo
	@word=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(12))'); \
	  { echo "$$word" | $(DEMO) desk people password yanshi || \
	    echo "$$word" | $(DEMO) desk people add yanshi --name 演示员; } >/dev/null 2>&1 && \
	  echo "登录用户名 yanshi，密码 $$word（每次不同）；停止按 Ctrl+C" && \
	  exec $(DEMO) desk

# Compiled once, not anew by each worker and each process a test starts: where the environment
# forbids __pycache__, that is a quarter of the time.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.ready
	$(BIN)/python -m compileall -q -j 0 monitor checks reports
	$(BIN)/python -m pytest -n auto --dist worksteal

$(VENV)/.browser: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[browser]'
	touch $@

# the desk in a real browser: playwright from PyPI over the machine's chromium; MONITOR_SHOTS=FOLDER keeps pictures
browser: $(VENV)/.browser
	MONITOR_BROWSER=1 $(BIN)/python -m pytest -m browser -n 2 -rs tests/browser

lint: $(VENV)/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.docs: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	touch $@

# strict: a link that leads nowhere fails
docs: $(VENV)/.docs
	$(BIN)/zensical build --strict --clean -f mkdocs.yml

# what the program says of itself: commands, accounts.yaml, checks, sources, JSON, tables
docs-reference: $(VENV)/.ready
	$(BIN)/python -m tools.reference

# the first page of the demo's report, and the desk, as the READMEs show them; needs chromium
picture: $(VENV)/.docs demo
	$(BIN)/python -m tools.picture
	$(BIN)/python -m tools.desk_picture

# click's words in Chinese, compiled from the text catalogue
catalogue: $(VENV)/.ready
	$(BIN)/pybabel compile -i monitor/cli/locale/zh_CN/LC_MESSAGES/monitor.po \
	  -o monitor/cli/locale/zh_CN/LC_MESSAGES/monitor.mo

# the sample county, recorded anew through `monitor check` itself
record: $(VENV)/.ready
	$(BIN)/python -m tests.county.record

clean:
	rm -rf $(VENV) .demo build dist
