"""`monitor init`: options, questions at a terminal, what is said at the end."""

import os
import pty
import sys
from pathlib import Path

import pytest

from monitor.cli import terminal
from tests.county import register
from tests.office import Office
from tests.terminals import on_a_terminal

GIVEN = {
    "--county": "云河县",
    "--office": "云河县人民政府办公室",
    "--reports-to": "安西市人民政府办公室",
    "--contact": "张三 0936-1234567",
}
LEDGER = "账号名称,平台,主办单位\n云河发布,微信,云河县人民政府办公室\n云河教育,微博,云河县教育局\n"


def words(**changed: str) -> list[str]:
    options = GIVEN | {f"--{name.replace('_', '-')}": text for name, text in changed.items()}
    return ["init", *(word for pair in options.items() for word in pair)]


def test_from_nothing_to_a_checked_county(tmp_path: Path) -> None:
    office = Office(folder=tmp_path / "新 县")

    done = office.run(*words())

    assert done.code == 0 and done.err == ""
    first, *following = done.out.splitlines()
    assert "accounts.yaml" in first and "secrets.yaml" in first
    assert following[0].startswith(f"下一步：monitor -C '{office.folder}' accounts import")
    assert len(following) == 2
    place = office.register().jurisdiction
    assert [place.name, place.office, place.reports_to, place.contact] == list(GIVEN.values())
    assert office.run("accounts", "validate").code == 0
    assert "accounts import" in office.run("check").err
    (tmp_path / "台账.csv").write_text(LEDGER, "utf-8")
    done = office.run("accounts", "import", tmp_path / "台账.csv", "--add-units", "--by", "张三")
    assert done.code == 0 and len(office.register().accounts) == 2
    assert office.run("check").code == 3


@pytest.mark.parametrize("left", GIVEN)
def test_where_nobody_can_be_asked_what_is_missing_is_named(tmp_path: Path, left: str) -> None:
    options = [word for pair in GIVEN.items() if pair[0] != left for word in pair]

    done = Office(folder=tmp_path).run("init", *options)

    assert (done.code, done.out) == (2, "") and done.err.count("--") == 2  # and that of help
    assert left in done.err and not list(tmp_path.iterdir())


def test_without_any_option_all_four_are_named(tmp_path: Path) -> None:
    assert (
        "：--county、--office、--reports-to、--contact。" in Office(folder=tmp_path).run("init").err
    )


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("county", "", "不能为空"), ("office", "某\t办", "一行文字"),
        ("reports_to", " 安西市", "首尾"), ("contact", "电" * 101, "最多100字"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_refused_with_its_name(
    tmp_path: Path, name: str, text: str, why: str
) -> None:
    done = Office(folder=tmp_path / "new").run(*words(**{name: text}))

    assert done.code == 2 and f"--{name.replace('_', '-')}" in done.err and why in done.err
    assert not (tmp_path / "new").exists()


def test_a_wrong_option_is_told_before_others_are_asked_for(tmp_path: Path) -> None:
    done = Office(folder=tmp_path).run("init", "--office", "")

    assert done.code == 2 and "--office 的值无效" in done.err and "--county" not in done.err


def test_a_second_time_nothing_is_asked_and_nothing_changed(tmp_path: Path) -> None:
    office = Office(folder=tmp_path)
    office.run(*words())
    before = office.text()

    done = office.run("init")

    assert done.code == 2 and "未作任何改动" in done.err and "-C 文件夹" in done.err
    assert office.text() == before


def test_the_folder_of_the_demo_stays_as_it_is(tmp_path: Path) -> None:
    register.copied(tmp_path)
    office = Office(folder=tmp_path)
    before = office.text()

    assert office.run(*words()).code == 2
    assert office.text() == before and [path.name for path in tmp_path.iterdir()] == [
        "accounts.yaml"
    ]


def test_keys_that_are_there_are_named_as_kept(tmp_path: Path) -> None:
    office = Office(folder=tmp_path)
    office.keep_secrets({"TOKEN": "abc"})

    done = office.run(*words())

    assert done.code == 0 and "secrets.yaml" not in done.out
    assert "原已存在，未作改动" in done.err


@pytest.mark.parametrize(
    ("options", "then"),
    [
        (("--data", "elsewhere"), "--data elsewhere"),
        (("--accounts", "county.yaml"), "--accounts county.yaml"),
    ],
)
def test_the_next_step_is_called_as_this_one_was(
    tmp_path: Path, options: tuple[str, str], then: str
) -> None:
    done = Office(folder=tmp_path).run(*options, *words())

    assert f"下一步：monitor -C {tmp_path} {then} accounts import" in done.out
    assert (tmp_path / options[1]).exists()


def test_where_no_folder_was_named_the_next_step_names_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert "下一步：monitor accounts import" in Office(folder=Path()).run(*words()).out


@pytest.mark.parametrize("stdin", [True, False])
@pytest.mark.parametrize("stderr", [True, False])
def test_nobody_is_asked_who_cannot_read_or_cannot_answer(
    monkeypatch: pytest.MonkeyPatch, stdin: bool, stderr: bool
) -> None:
    ours, theirs = pty.openpty()
    with (
        os.fdopen(ours, "rb"),
        os.fdopen(theirs, "rb") as tty,
        Path(os.devnull).open("rb") as nothing,
    ):
        monkeypatch.setattr(sys, "stdin", tty if stdin else nothing)
        monkeypatch.setattr(sys, "stderr", tty if stderr else nothing)
        assert terminal.is_attended() is (stdin and stderr)
        monkeypatch.undo()


def test_at_a_terminal_each_is_asked_until_it_will_do(tmp_path: Path) -> None:
    answers = "\udcff\n\n云河县：#1a \n\x01\n办\t公\n云河县“人民政府”办公室\n安西市\n"

    done = on_a_terminal(tmp_path, ["init", "--contact", "张三"], answers)

    shown = done.err
    assert done.code == 0, shown
    assert shown.count("县（市、区）名称") == 3 and shown.count("本办公室全称") == 3
    assert "联系人和电话" not in shown and shown.count("请重新填写") == 4
    place = Office(folder=tmp_path).register().jurisdiction
    assert [place.name, place.office] == ["云河县：#1a", "云河县“人民政府”办公室"]
    assert [place.reports_to, place.contact] == ["安西市", "张三"]


def test_whoever_stops_answering_leaves_nothing(tmp_path: Path) -> None:
    done = on_a_terminal(tmp_path / "new", ["init"], "云河县\n云河办\n\x04")

    assert done.code == 2 and "已中止" in done.err
    assert not (tmp_path / "new").exists()
