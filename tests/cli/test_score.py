"""`monitor score` over the recorded county."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.county import register
from tests.county.register import ROOT
from tests.running import run


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    register.copied(folder)
    for day in ("2021-11-30", "2021-12-31"):
        run(folder, "check", "--replay", ROOT / "samples" / f"gaotai-{day}.warc.gz", "--keep")
    return folder


def test_every_mark_is_explained(county: Path) -> None:
    done = run(county, "score", "--year", "2021", "--json")

    units = {one["unit"]: one for one in json.loads(done.out)["units"]}
    caizheng = units["caizheng"]
    assert (caizheng["full"], caizheng["off"], caizheng["total"]) == ("10", "1", "9")
    (mark,) = caizheng["marks"]
    assert (mark["period"], mark["fault"], mark["account"]) == (
        "2021Q4", "failed", "caizheng-weixin"
    )  # fmt: skip
    assert "未更新" in mark["why"] and mark["checks"] and mark["evidence"]
    assert "2021年第一季度、2021年第二季度、2021年第三季度没有检查" in done.err


def test_the_screen_and_the_workbook_say_the_same(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "得分.xlsx"

    shown = run(county, "score", "--year", "2021", "--quarter", "4", "--unit", "caizheng")
    assert run(county, "score", "--year", "2021", "--out", out).code == 0

    assert "高台县财政局" in shown.out and "−1" in shown.out
    scores, details = load_workbook(out).worksheets
    assert ["高台县财政局", "10", "1", "9"] in [
        [cell.value for cell in row][:4] for row in scores.iter_rows()
    ]
    assert any(row[2].value == "高台财政" for row in details.iter_rows())


def test_the_office_sets_its_own_table(county: Path) -> None:
    path = county / "accounts.yaml"
    before = path.read_text("utf-8")
    table = "score: {full: 5, failed: {marks: 1.5, basis: 政办〔2021〕1号}}\n"
    path.write_text(table + before, "utf-8")
    try:
        done = run(county, "score", "--year", "2021", "--unit", "caizheng", "--json")
    finally:
        path.write_text(before, "utf-8")

    (one,) = json.loads(done.out)["units"]
    assert (one["total"], one["marks"][0]["basis"]) == ("3.5", "政办〔2021〕1号")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--year", "2020"], "尚未检查过"),
        (["--year", "2021", "--unit", "某某"], "没有单位 某某"),
        (["--year", "2021", "--quarter", "5"], "5"),
        (["--year", "2021", "--out", "a.csv"], ".xlsx"),
        ([], "--year"),
    ],
)
def test_wrong_words_are_one_sentence(county: Path, words: list[str], said: str) -> None:
    done = run(county, "score", *words)

    assert done.code == 2 and said in done.err and "Traceback" not in done.err
