"""A table that is given to the wrong command, or is none, is told in one sentence."""

from pathlib import Path

import pytest

from tests.hand_office import hand_office
from tests.office import Office
from tests.running import Done

LEDGER = (("账号名称", "平台", "主办单位"), ("高台财政", "微信", "高台县财政局"))
DATED = (*LEDGER[0], "最近更新时间", "核查时间"), (*LEDGER[1], "2026-11-01", "2026-11-02")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return hand_office(tmp_path)


def imported(office: Office, sheet: Path) -> Done:
    return office.run("accounts", "import", sheet, "--by", "张三", "--dry-run")


def observed(office: Office, sheet: Path) -> Done:
    return office.run("observe", "--import", sheet, "--by", "张三")


def test_a_worklist_is_no_ledger(office: Office) -> None:
    sheet = office.folder / "清单.xlsx"
    office.run("worklist", "--out", sheet)

    done = imported(office, sheet)

    assert done.code == 2
    assert "清单.xlsx 是核查清单，不是台账；登记所见请用 monitor observe --import" in done.err


@pytest.mark.parametrize("rows", [LEDGER, DATED], ids=["plain", "with times"])
def test_a_ledger_is_no_worklist(
    rows: tuple[tuple[str, ...], ...], office: Office, tmp_path: Path
) -> None:
    sheet = tmp_path / "台账.csv"
    sheet.write_text("\n".join(map(",".join, rows)), "utf-8")

    done = observed(office, sheet)

    assert imported(office, sheet).code == 0
    assert (
        done.code == 2 and "是台账，不是核查清单；导入名单请用 monitor accounts import" in done.err
    )


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "表.xlsx: 文件不存在"), (b"", "表.xlsx: 文件是空的，没有内容")]
)
def test_no_file_and_an_empty_one_are_told_alike_everywhere(
    content: bytes | None, sentence: str, office: Office, tmp_path: Path
) -> None:
    sheet = tmp_path / "表.xlsx"
    if content is not None:
        sheet.write_bytes(content)

    for done in (imported(office, sheet), observed(office, sheet)):
        assert done.code == 2 and sentence in done.err and "详情见" not in done.err
