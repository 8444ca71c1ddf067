"""What every command does alike: which accounts it takes, and what it says of those it does not."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.office import Office, account, make_office
from tests.running import run


def office_with(folder: Path, id: str = "here") -> Office:
    """Make an office of two accounts that left and one that is still there."""
    accounts = (
        account("gone", status="closed"),
        account("gone2", "乙", "weibo", status="merged", merged_into=id),
        account(id, "丙"),
    )
    return make_office(folder, accounts)


@pytest.mark.parametrize(
    ("id", "sentence"), [("gone", "已注销已备案，不再考核"), ("gone2", "已整合，不再考核")]
)
@pytest.mark.parametrize(
    "words",
    [
        ("check", "{id}"),
        ("checklist", "set", "{id}", "all=是", "--by", "李四"),
        ("cases", "open", "{id}", "--text", "错字", "--by", "李四"),
        ("report", "notice", "{id}"),
    ],
    ids=lambda words: words[0],
)
def test_an_account_that_left_is_refused_by_its_state_not_as_unknown(
    words: tuple[str, ...], id: str, sentence: str, tmp_path: Path
) -> None:
    office = office_with(tmp_path)

    done = office.run(*(word.format(id=id) for word in words))

    assert done.code == 2
    name = {"gone": "甲", "gone2": "乙"}[id]
    assert f"账号“{name}”{sentence}" in done.err
    assert "您要找的是" not in done.err


LONG = "a-very-long-name-of-one-account"


@pytest.mark.parametrize("words", [("accounts", "list"), ("accounts", "log")])
@pytest.mark.parametrize("columns", ["80", "120"])
def test_an_id_stands_in_one_piece_so_that_it_can_be_copied(
    words: tuple[str, ...], columns: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    office_with(tmp_path, LONG)
    new = (
        "--name",
        "高台县某局政务微信公众号",
        "--platform",
        "wechat",
        "--unit",
        "u",
        "--by",
        "李",
    )
    assert run(tmp_path, "accounts", "add", f"{LONG}-2", *new).code == 0

    shown = run(tmp_path, *words).out

    assert f"{LONG}-2" in shown
    assert max(map(cell_len, shown.splitlines())) <= int(columns)


def test_many_ids_of_one_change_stand_below_one_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    office_with(tmp_path)
    sheet = "账号名称,平台,主办单位,备案\n" + "".join(f"丁{n},微博,某局,是\n" for n in range(8))
    (tmp_path / "new.csv").write_text(sheet, "utf-8")
    done = run(tmp_path, "accounts", "import", tmp_path / "new.csv", "--by", "李四")
    assert done.code == 0, done.err

    shown = run(tmp_path, "accounts", "log").out

    assert "……共8个账号" in shown
    assert "、" not in shown.split("\n")[1]
