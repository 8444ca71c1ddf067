"""`monitor score` over the recorded county."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
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

    units = {unit["unit"]: unit for unit in json.loads(done.out)["units"]}
    caizheng = units["caizheng"]
    assert (caizheng["full"], caizheng["off"], caizheng["total"]) == ("10", "1", "9")
    (mark,) = caizheng["marks"]
    assert (mark["period"], mark["fault"], mark["account"]) == (
        "2021Q4", "failed", "caizheng-weixin"
    )  # fmt: skip
    assert "未更新" in mark["why"] and mark["checks"] and mark["evidence"]
    assert "2021年第一季度、2021年第二季度、2021年第三季度没有检查" in done.err


def test_the_screen_and_the_workbook_say_the_same(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    out = tmp_path / "得分.xlsx"

    shown = run(county, "score", "--year", "2021", "--quarter", "4", "--unit", "caizheng")
    assert run(county, "score", "--year", "2021", "--out", out).code == 0

    assert "高台县财政局" in shown.out and "−1" in shown.out
    assert "依据：国办秘函〔2019〕19号" in shown.out and "证据：" in shown.out
    scores, details, scope = load_workbook(out).worksheets
    assert ["高台县财政局", 10, 1, 9] in [
        [cell.value for cell in row][:4] for row in scores.iter_rows()
    ]
    (row,) = [row for row in details.iter_rows() if row[2].value == "高台财政"]
    basis, proof = str(row[7].value), str(row[8].value)
    assert basis.startswith("国办秘函〔2019〕19号") and ".warc.gz@" in proof
    told = [(str(row[0].value), str(row[1].value)) for row in scope.iter_rows()]
    assert {
        "考核期间": "2021年",
        "已检查的季度": "2021年第四季度",
        "未检查的季度": "2021年第一季度、2021年第二季度、2021年第三季度",
        "扣分标准：整改逾期": "每个账号每季度扣0.5分；依据：未写明",
    }.items() <= dict(told).items()
    (note,) = [text for head, text in told if "没有检查，未计入" in text]
    assert note in run(county, "score", "--year", "2021").err


def test_scripts_are_told_what_the_marks_rest_on(county: Path, tmp_path: Path) -> None:
    out = tmp_path / "得分.xlsx"
    done = run(county, "score", "--year", "2021", "--json", "--out", out)

    output = json.loads(done.out)
    assert (output["period"], output["quarters"]) == ("2021", ["2021Q4"])
    assert (output["unchecked"], output["stands_on"]) == (
        ["2021Q1", "2021Q2", "2021Q3"],
        "2021-12-31",
    )
    assert out.exists()


def test_a_unit_without_accounts_is_named_and_gets_no_marks(county: Path) -> None:
    path = county / "accounts.yaml"
    before = path.read_text("utf-8")
    path.write_text(
        before.replace("units:\n", "units:\n  - {id: idle, name: 高台县某办}\n", 1), "utf-8"
    )
    try:
        done = run(county, "score", "--year", "2021")
        asked = run(county, "score", "--year", "2021", "--unit", "idle")
    finally:
        path.write_text(before, "utf-8")

    assert "不列得分的单位：高台县某办。" in done.err and "高台县某办" not in done.out
    assert asked.code == 2 and "没有参加考核的账号" in asked.err


@pytest.mark.parametrize(
    ("now", "words", "sentence"),
    [
        ("2021-12-31T18:00+08:00", [], ""),
        ("2021-12-20T18:00+08:00", [], "2021Q4 尚未结束，得分截至 2021-12-20。"),
        ("2021-12-20T18:00+08:00", ["--quarter", "4"], "2021年第四季度政务新媒体考核得分"),
    ],
)
def test_a_quarter_that_runs_on_is_scored_up_to_now(
    county: Path, now: str, words: list[str], sentence: str
) -> None:
    with time_machine.travel(datetime.fromisoformat(now), tick=False):
        done = run(county, "score", "--year", "2021", *words)

    assert done.code == 0 and sentence in done.out + done.err
    assert ("尚未结束" in done.err) is ("20T" in now)


def test_the_office_sets_its_own_table(county: Path) -> None:
    path = county / "accounts.yaml"
    before = path.read_text("utf-8")
    table = "score: {full: 5, failed: {marks: 1.5, basis: 政办〔2021〕1号}}\n"
    path.write_text(table + before, "utf-8")
    try:
        done = run(county, "score", "--year", "2021", "--unit", "caizheng", "--json")
    finally:
        path.write_text(before, "utf-8")

    (unit,) = json.loads(done.out)["units"]
    assert (unit["total"], unit["marks"][0]["basis"]) == ("3.5", "政办〔2021〕1号")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--year", "2020"], "尚未检查过"),
        (["--year", "2021", "--unit", "某某"], "没有单位“某某”"),
        (["--year", "2021", "--quarter", "5"], "5"),
        (["--year", "2021", "--out", "a.csv"], ".xlsx"),
        ([], "--year"),
        (["--year", "今年"], "不是有效的整数"),
    ],
)
def test_wrong_words_are_one_sentence(county: Path, words: list[str], sentence: str) -> None:
    done = run(county, "score", *words)

    assert done.code == 2 and sentence in done.err and "Traceback" not in done.err
