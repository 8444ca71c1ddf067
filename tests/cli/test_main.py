"""The program's front door: help, Chinese words, lazy imports, exit codes, no traceback."""

import gettext
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from babel.messages import pofile

from monitor.cli import COMMANDS, chinese, cli
from monitor.cli.chinese import LOCALE
from monitor.system.database import open_database
from tests.office import account, make_office
from tests.running import run

HEAVY = ("requests", "bs4", "pydantic", "sqlite_utils", "rich", "lxml", "yaml", "feedparser")


def python(*words: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


COMPLETING = {"_MONITOR_COMPLETE": "bash_complete", "COMP_WORDS": "monitor s", "COMP_CWORD": "1"}


@pytest.mark.parametrize(
    ("words", "environment"),
    [(["--help"], {}), (["--version"], {}), (["nonsense"], {}), ([], {}), ([], COMPLETING)],
)
def test_the_front_door_imports_nothing_heavy(
    words: list[str], environment: dict[str, str]
) -> None:
    code = (
        "import sys\n"
        "from monitor.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )

    done = python("-c", code, *words, **environment)

    assert b"HEAVY []" in done.stdout, done.stdout.decode() + done.stderr.decode()


MAIL = {"kind": "mail", "host": "127.0.0.1", "sender": "a@b.cn", "to": "c@b.cn"}
LOOKING = (
    "requests", "bs4", "pydantic", "lxml", "yaml", "openpyxl", "jinja2", "smtplib",
    "sqlite_utils",
)  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["status", "--json"],
        ["show", "wenlv-weibo"],
        ["accounts", "list"],
        ["worklist"],
        ["cases", "list"],
    ],
)
def test_what_only_tells_imports_nothing_that_looks(words: list[str], tmp_path: Path) -> None:
    sources = [{"kind": "weibo_public", "uid": "9000000001"}]
    office = make_office(
        tmp_path,
        [account("wenlv-weibo", platform="weibo", sources=sources)],
        channels={"office": MAIL},
    )
    office.run("status")  # the first command validates the register for those that follow
    open_database(office.database).close()
    code = (
        "import sys\n"
        "from monitor.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        f"print('HEAVY', [name for name in {LOOKING!r} if name in sys.modules])\n"
    )

    done = python("-c", code, "-C", str(tmp_path), *words)

    assert b"HEAVY []" in done.stdout, done.stdout.decode() + done.stderr.decode()


def test_a_shell_learns_which_commands_and_options_begin_so() -> None:
    code = "from monitor.cli import main; main([])"

    commands = python("-c", code, **COMPLETING).stdout.decode().split()
    options = python("-c", code, **(COMPLETING | {"COMP_WORDS": "monitor --d"})).stdout.decode()

    assert commands == [f"plain,{name}" for name in COMMANDS if name.startswith("s")]
    assert options.split() == ["plain,--data"]


def test_every_command_is_listed_and_can_be_loaded() -> None:
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)

        assert command is not None and command.name == name
        assert command.help


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_every_command_is_in_chinese(name: str, tmp_path: Path) -> None:
    done = run(tmp_path, name, "--help")

    assert done.code == 0
    for english in ("Usage", "Options", "Show this", "Commands", "default"):
        assert english not in done.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["chek"], "没有“chek”这个命令"),
        (["chek"], "check"),
        (["check", "--nonsense"], "没有 --nonsense 这个选项"),
        (["check", "--workers", "0"], "0"),
        (["check", "--workers", "x"], "“x”不是有效的整数"),
        (["check", "--platform", "weixin"], "可写 微信、微博、"),
        (["show"], "缺少参数“账号”。"),
        (["observe", "a", "--by", "张三"], "--newest"),
        (["observe", "a", "b", "c"], "多出了不认识的参数（b c）。"),
        (["cases", "notify", "1", "--by"], "选项 --by 需要 1 个值。"),
        (["cases", "notify", "1"], "缺少选项 --by。"),
        (["slips", "fix", "1", "--by", " "], "--by 的值无效：不能为空。"),
        (["slips", "fix", "1", "--by", "李", "--on", "2020"], "--on 的值无效：日期 2020 应写成"),
        (["check", "--replay", "missing.warc.gz"], "missing.warc.gz"),
    ],
)
def test_wrong_usage_is_one_chinese_sentence(
    words: list[str], sentence: str, tmp_path: Path
) -> None:
    done = run(make_office(tmp_path).folder, *words)

    assert done.code == 2
    assert done.out == ""
    assert sentence in done.err
    assert done.err.startswith("错误：")
    assert done.err.endswith(("。\n", "吗？\n"))
    assert "'" not in done.err
    for english in ("Error", "No such", "Missing", "Invalid", "Usage", "Traceback"):
        assert english not in done.err


def test_what_may_stand_for_a_missing_option_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    choice = click.Option(["--platform"], type=click.Choice(["wechat", "weibo"]), required=True)
    with pytest.raises(click.MissingParameter) as missed:
        click.Command("add", params=[choice]).main([], "add", standalone_mode=False)

    chinese.show(missed.value)

    assert capsys.readouterr().err == (
        "错误：缺少选项 --platform。可选：wechat、weibo。\n用法见“add --help”。\n"
    )


def test_an_error_of_ours_ends_like_a_sentence(tmp_path: Path) -> None:
    make_office(tmp_path)
    blocked = tmp_path / "blocked"
    blocked.write_text("")

    done = run(tmp_path, "--data", blocked / "data", "daemon", "--once")

    assert done.err.endswith("。\n")


def test_a_missing_register_is_one_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "check")

    assert done.code == 2
    assert done.out == ""
    assert "accounts.yaml" in done.err and "Traceback" not in done.err


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    folder = LOCALE / "zh_CN" / "LC_MESSAGES"
    with (folder / "monitor.po").open("rb") as file:
        written = [message for message in pofile.read_po(file) if message.id]
    with (folder / "monitor.mo").open("rb") as compiled:
        spoken = gettext.GNUTranslations(compiled)

    assert written
    for one in written:
        if isinstance(one.id, str):
            assert spoken.gettext(one.id) == one.string
        else:
            assert spoken.ngettext(one.id[0], one.id[1], 2) in (one.string or ())


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "en_US.UTF-8", "zh_CN.GBK"])
def test_words_are_chinese_whatever_the_host_speaks(locale: str) -> None:
    done = python("-m", "monitor", "--help", LC_ALL=locale, LANG=locale, PYTHONIOENCODING="utf-8")

    assert done.returncode == 0
    assert "用法" in done.stdout.decode()
    assert "Usage" not in done.stdout.decode()


def test_a_gbk_console_is_no_end_of_the_program(looked_folder: Path) -> None:
    done = python(
        "-m", "monitor", "-C", str(looked_folder), "status", PYTHONIOENCODING="gbk", COLUMNS="80"
    )

    assert done.returncode in (1, 3), done.stderr.decode("gbk")
    assert "无法判定    高台政务?（微信）" in done.stdout.decode("gbk")


@pytest.fixture
def looked_folder(county: Path) -> Path:
    register = county / "accounts.yaml"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("name: 高台政务\n", "name: 高台政务\U0001f389\n"), "utf-8")
    return county
