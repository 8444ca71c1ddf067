"""What the quarter's papers are asked for besides: annexes, praise, the superior's mean."""

import json
from pathlib import Path

import docx
import pytest

from tests.running import run

QUARTER = ("report", "quarter", "2021Q4", "--date", "2022-01-04")


def text(folder: Path, *words: str) -> str:
    done = run(folder, *QUARTER, "--format", "docx", *words)
    assert done.code == 0, done.err
    (path,) = (folder / "out" / "2021Q4").rglob("*.docx")
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def test_all_annexes_are_printed_on_demand(few: Path) -> None:
    assert "检查方法与口径说明" in text(few, "--annexes", "all")


def test_the_usual_paper_leaves_them_to_the_workbook(few: Path) -> None:
    assert "检查方法与口径说明" not in text(few)


def test_the_mean_of_the_superior_is_compared_and_told_to_programs(few: Path) -> None:
    assert "上级公布的平均合格率98.5%" in text(few, "--mean", "98.5%")
    told = json.loads(run(few, *QUARTER, "--json", "--mean", "98.5").out)
    assert told["superior_mean"] == "98.5"
    assert json.loads(run(few, *QUARTER, "--json").out)["superior_mean"] is None


@pytest.mark.parametrize("mean", ["100.1", "-1", "高", "nan", ""])
def test_a_mean_that_is_no_percentage_is_refused(mean: str, few: Path) -> None:
    done = run(few, *QUARTER, "--json", "--mean", mean)

    assert done.code == 2 and "应为 0 至 100 的百分比" in done.err


@pytest.mark.parametrize("mean", ["0", "100"])
def test_both_ends_of_a_percentage_are_taken(mean: str, few: Path) -> None:
    assert run(few, *QUARTER, "--json", "--mean", mean).code == 0


def test_praise_wants_at_least_one_check(few: Path) -> None:
    assert run(few, *QUARTER, "--json", "--praise", "0").code == 2
    assert "通报表扬" in text(few, "--praise", "1")


def test_a_draft_has_no_imprint_and_what_is_issued_has_one(few: Path) -> None:
    def imprints() -> set[str]:
        paths = (few / "out" / "2021Q4").rglob("*.docx")
        sections = [section for path in paths for section in docx.Document(str(path)).sections]
        feet = (table for section in sections for table in section.footer.tables)
        return {table.rows[0].cells[1].text for table in feet}

    run(few, *QUARTER, "--format", "docx")
    assert imprints() == set()

    run(few, *QUARTER, "--format", "docx", "--issue", "高政办报〔2022〕1号", "2022-01-04")
    assert imprints() == {"2022年1月4日印发"}
