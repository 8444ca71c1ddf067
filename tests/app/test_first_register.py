"""A county's first register: what is typed reads back exactly; all of it is made, or nothing."""

import errno
import os
import re
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.app import first_register
from monitor.app.first_register import LONGEST, Answers, Place, fault, make, refuse_occupied
from monitor.model import Jurisdiction
from monitor.model.errors import ConfigError, MonitorError, RequestError
from monitor.registry import load
from monitor.registry.edit.editor import Editor
from monitor.system import durable
from monitor.system.secrets import Secrets

ANSWERS = Answers(
    county="云河县",
    office="云河县人民政府办公室",
    reports_to="安西市人民政府办公室",
    contact="张三",
)
ODD = [
    "a: b", "a #b", "#a", "- a", "? a", "[a", "{a: b}", "'a", '"a"', "a\\nb", "\\", "&a", "*a",
    "!a", "|", ">", "%a", "@a", "`a", "a:", ":", "null", "Null", "~", "true", "No", "12", "1e3",
    "0x1f", "2026-11-29", "<<", "=", "---", "...", "a,b", "]", "}", "云河县：（试点）",
    "ＡＢＣ１２", "云河\U00020000", "🏔云河", "{county}", "{}", "%s", "$HOME", "张三，a@b.cn",
]  # fmt: skip


def place(folder: Path) -> Place:
    return Place(accounts=folder / "accounts.yaml", data=folder / "data", out=folder / "out")


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def read_back(folder: Path) -> Jurisdiction:
    return load(folder / "accounts.yaml").jurisdiction


@pytest.mark.parametrize("word", ODD)
def test_signs_that_mean_something_in_yaml_are_texts(tmp_path: Path, word: str) -> None:
    make(Answers(county=word, office=word, reports_to=word, contact=word), place(tmp_path))

    assert read_back(tmp_path) == Jurisdiction(
        name=word, office=word, reports_to=word, contact=word
    )


@settings(deadline=None, max_examples=60)
@given(st.tuples(*(st.text(max_size=longest + 1) for longest in LONGEST.values())))
def test_an_answer_reads_back_exactly_or_is_refused(texts: tuple[str, ...]) -> None:
    given = dict(zip(LONGEST, texts, strict=True))
    wrong = [question for question, text in given.items() if fault(question, text)]
    with TemporaryDirectory() as folder:
        if wrong:
            with pytest.raises(RequestError) as refused:
                make(Answers(**given), place(Path(folder)))
            assert refused.value.field == wrong[0].replace("_", "-")
            assert not names(Path(folder))
        else:
            make(Answers(**given), place(Path(folder)))
            found = read_back(Path(folder))
            assert (found.name, found.office, found.reports_to, found.contact) == texts


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "不能为空"), ("  ", "首尾不能有空格"), ("云河县 ", "首尾不能有空格"),
        ("云\n河", "一行文字"), ("云\x07河", "一行文字"), ("云\u3000河", "一行文字"),
        ("云\u202e河", "一行文字"), ("云\ud800河", "一行文字"), ("云\ufffd", "无法识别"),
        ("${A}", "不能引用密钥"),
        ("云" * 41, "最多40字"), ("云" * 40, ""), ("云 河", ""),
    ],
)  # fmt: skip
def test_what_is_no_line_of_text_is_refused(text: str, why: str) -> None:
    found = fault("county", text)

    assert (why in found) and bool(found) is bool(why), found


@pytest.mark.parametrize(("question", "longest"), LONGEST.items())
def test_each_answer_has_its_own_limit(question: str, longest: int) -> None:
    assert not fault(question, "云" * longest)
    assert fault(question, "云" * (longest + 1)) == f"过长，最多{longest}字"


def test_the_register_has_no_account_and_its_example_is_one(tmp_path: Path) -> None:
    made = make(ANSWERS, place(tmp_path))

    register = load(tmp_path / "accounts.yaml")
    assert (register.accounts, register.units) == ((), ())
    assert made == (tmp_path / "accounts.yaml", tmp_path / "secrets.yaml")
    assert names(tmp_path) == {"accounts.yaml", "secrets.yaml", "data", "out"}
    text = (tmp_path / "accounts.yaml").read_text("utf-8")
    head, example = text.split("#\n")
    example = re.sub(r"(?m)^# ?", "", example.partition("units: []")[0])
    (tmp_path / "accounts.yaml").write_text(head + example, "utf-8")
    filled = load(tmp_path / "accounts.yaml")
    assert [account.unit for account in filled.accounts] == list(filled.units) != []


def test_an_account_can_be_added_to_it(tmp_path: Path) -> None:
    make(ANSWERS, place(tmp_path))
    editor = Editor((tmp_path / "accounts.yaml").read_text("utf-8"))

    editor.add({"id": "u", "name": "某局"}, "units")
    editor.add({"id": "a", "name": "甲", "platform": "wechat", "unit": "u"})

    assert [row["id"] for row in yaml.safe_load(editor.text)["accounts"]] == ["a"]
    assert "# 主办单位和账号" in editor.text


def test_the_keys_are_for_their_owner_alone_and_there_are_none(tmp_path: Path) -> None:
    make(ANSWERS, place(tmp_path))

    assert stat.S_IMODE((tmp_path / "secrets.yaml").stat().st_mode) == 0o600
    assert Secrets.load(tmp_path, {}).values == ()


def test_folders_that_are_not_there_are_made(tmp_path: Path) -> None:
    folder = tmp_path / "办公 桌面" / "云河县"

    make(ANSWERS, place(folder))

    assert names(folder) == {"accounts.yaml", "secrets.yaml", "data", "out"}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("accounts.yaml", "未作任何改动"),
        ("accounts.yaml.txt", "请改名为 accounts.yaml"),
        ("accounts.yml", "请改名为 accounts.yaml"),
        ("data/monitor.db", "请从备份恢复"),
    ],
)
def test_what_is_there_is_not_touched(tmp_path: Path, name: str, says: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("老名单", "utf-8")
    before = names(tmp_path)

    with pytest.raises(ConfigError, match=says):
        make(ANSWERS, place(tmp_path))

    assert names(tmp_path) == before and path.read_text("utf-8") == "老名单"


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "accounts.yaml").symlink_to(tmp_path / "elsewhere.yaml")

    with pytest.raises(ConfigError):
        make(ANSWERS, place(tmp_path))

    assert names(tmp_path) == {"accounts.yaml"}


def test_a_register_that_was_lost_is_told_where_its_copy_is(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/monitor.db").touch()
    with pytest.raises(ConfigError) as without:
        refuse_occupied(place(tmp_path))
    (tmp_path / "data/last-accounts.yaml").touch()

    with pytest.raises(ConfigError) as found:
        refuse_occupied(place(tmp_path))

    assert "last-accounts.yaml 复制为 accounts.yaml" in str(found.value)
    assert "last-accounts.yaml" not in str(without.value)


def test_keys_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "secrets.yaml").write_text("TOKEN: abc\n", "utf-8")

    made = make(ANSWERS, place(tmp_path))

    assert made == (tmp_path / "accounts.yaml",)
    assert (tmp_path / "secrets.yaml").read_text("utf-8") == "TOKEN: abc\n"


@pytest.mark.parametrize("step", range(1, 7))
def test_a_disk_that_refuses_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    folder, calls = tmp_path / "county", iter(range(1, 99))

    def refusing(path: Path) -> None:
        if next(calls) == step:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(durable, "sync_folder", refusing)

    if step < 6:
        with pytest.raises(MonitorError):
            make(ANSWERS, place(folder))
        assert names(tmp_path) == set()
    else:
        make(ANSWERS, place(folder))
        assert next(calls) == step


def test_what_others_put_into_a_new_folder_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "county"

    def another(path: Path, content: bytes, *, private: bool = False) -> None:
        path.with_name("theirs").touch()
        raise MonitorError("磁盘已满")

    monkeypatch.setattr(first_register, "create", another)
    with pytest.raises(MonitorError, match="磁盘已满"):
        make(ANSWERS, place(folder))

    assert names(tmp_path) == {"county", "county/theirs"}


@pytest.mark.parametrize("refusal", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(refusal, "no links")

    monkeypatch.setattr(os, "link", refuse)

    make(ANSWERS, place(tmp_path))

    assert names(tmp_path) == {"accounts.yaml", "secrets.yaml", "data", "out"}


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "county").touch()

    with pytest.raises(MonitorError, match="无法建立"):
        make(ANSWERS, place(tmp_path / "county"))

    assert names(tmp_path) == {"county"}
