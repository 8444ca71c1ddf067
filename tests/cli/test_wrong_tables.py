"""A table that is missing or empty is told in one sentence."""

from pathlib import Path

import pytest

from tests.hand_office import hand_office
from tests.office import Office
from tests.running import Done


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return hand_office(tmp_path)


def imported(office: Office, sheet: Path) -> Done:
    return office.run("accounts", "import", sheet, "--by", "张三", "--dry-run")


def observed(office: Office, sheet: Path) -> Done:
    return office.run("observe", "--import", sheet, "--by", "张三")


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
