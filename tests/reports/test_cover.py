"""The sheet for signing: true to the figures, in the register's order, on one page, nothing cut."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.cases.case import StepKind
from monitor.figures import Figures, Tally
from monitor.figures.values import EarlierPeriod
from monitor.model import State, Status, clock
from monitor.model.chain_head import Head
from monitor.model.outcome import Outcome
from reports import cover_layout, figures_json, word_cover, word_page
from reports.cover_sentences import CoverSentences, Room
from reports.document_model import Block, Document, Table
from tests.conftest import Golden
from tests.figures.builders import MADE_AT, QUARTER, case, figures, history, registered, step
from tests.lengths import shared
from tests.pages import MISSING, pages
from tests.reports.counties import county as drawn
from tests.reports.covers import CONTACT, DUE, LONG_UNIT, late_case, rows, sheet, strained
from tests.reports.paper_reader import number
from tests.reports.papers import county, hostile, lines, nothing, paper

BRACKETS = ("（）", "“”", "《》")
LATE = late_case(1, registered("a"))


def sound() -> Figures:
    return figures(history("pppp", registered("a")), history("pppp", registered("b")))


@pytest.mark.parametrize(
    ("name", "value"), [("", county), ("-nothing", nothing), ("-sound", sound)]
)
def test_the_whole_sheet(name: str, value: Any, golden: Golden) -> None:
    golden.check(f"cover{name}.txt", lines(sheet(value())))


@pytest.mark.parametrize("seed", shared(range(30), 0, 3))
def test_every_sum_follows_from_the_json(seed: int) -> None:
    value = drawn(seed)
    told = figures_json.render(value)
    accounts, total = told["accounts"], told["total"]
    failing = [entry for entry in accounts if entry["verdict"] == "fail"]
    ends = [entry["closing_verdict"] for entry in failing]
    unknown = [entry for entry in accounts if entry["verdict"] == "unknown"]
    said = rows(sheet(value))
    overall, failed, unseen = said["总体情况"], said["不合格"], said["未能查看"]

    assert number(r"登记账号(\d+)个", overall) == len(accounts)
    assert number(r"检查(\d+)次", overall) == told["checks"]["number"]
    assert number(r"检查账号(\d+)个", overall) == total["looked"]
    assert number(r"：合格(\d+)个", overall) == total["pass"]
    assert number(r"，不合格(\d+)个", overall) == len(failing)
    assert number(r"无法判定(\d+)个", overall) == len(unknown)
    assert number(r"不合格账号(\d+)个", failed) == len(failing)
    assert number(r"涉及单位(\d+)个", failed) == len({entry["unit"] for entry in failing})
    assert number(r"期末仍不合格(\d+)个", failed) == ends.count("fail")
    assert number(r"未能核实是否已整改(\d+)个", failed) == ends.count("unknown")
    assert number(r"期末已合格(\d+)个", failed) == ends.count("pass")
    assert number(r"无法判定的账号(\d+)个", unseen) == len(unknown)
    assert sum(map(int, re.findall(r"期末\D+(\d+)个", failed))) == len(failing)
    for days in re.findall(r"（(\d+)天未更新", failed):
        assert int(days) in [entry["idle_days"] for entry in failing]
    never = [entry for entry in accounts if entry["verdict"] is None]
    assert number(r"(?:均未检查的账号|登记的)(\d+)个", unseen) == len(never)
    if total["pass_rate"]["whole"]:
        assert f"合格率{total['pass_rate']['text']}" in overall


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (None, "上季度无历史数据，不作比较"),
        (Tally(registered=3, unknown=3), "上季度没有作出判定的账号，不作比较"),
        (Tally(registered=4, passed=3, failed=1),
         "较上季度的75.0%（3/4）下降25.0个百分点；不合格账号与上季度同为1个"),
        (Tally(registered=2, failed=2), "提高50.0个百分点；不合格账号由上季度的2个减至1个"),
        (Tally(registered=2, passed=2), "下降50.0个百分点；不合格账号由上季度的0个增至1个"),
    ],
)  # fmt: skip
def test_it_says_whether_things_are_better(tally: Tally | None, words: str) -> None:
    before = EarlierPeriod(period=QUARTER.before, tally=tally) if tally else None
    value = figures(history("fff", registered("a")), history("ppp", registered("b")), before=before)

    assert words in rows(sheet(value))["总体情况"]


def test_units_stand_in_the_order_of_the_register() -> None:
    names = ("丙局", "甲局", "乙局")
    value = figures(*(history("fff", registered(n, unit=n, name=n)) for n in names))

    for order in (names, tuple(reversed(names))):
        said = rows(sheet(replace(value, register_order=order)))["不合格"]
        assert re.findall("[甲乙丙]局(?=微信)", said) == list(order)


def test_a_unit_is_named_once_for_all_its_accounts() -> None:
    value = figures(*(history("fff", registered(n, name=n)) for n in "ab"))

    assert (
        "：高台县财政局微信“a”（20天未更新）、微信“b”（20天未更新）。"
        in rows(sheet(value))["不合格"]
    )


@pytest.mark.parametrize(("due", "late"), [(date(2021, 12, 31), 0), (date(2021, 12, 30), 1)])
def test_late_is_who_has_let_the_term_pass(due: date, late: int) -> None:
    value = figures(history("fff"), cases=(late_case(1, registered(), due),))

    said = rows(sheet(value))
    assert number(r"整改逾期的问题(\d+)个", said["整改逾期"]) == late
    assert number(r"对整改逾期的(\d+)个问题", said["提请审定"]) == late
    assert ("逾期1天" in said["整改逾期"]) == bool(late)


def test_the_latest_is_called_first_by_whom_the_register_names() -> None:
    owners = [registered(id, name=id, unit=f"{id}局") for id in "ab"]
    cases = (late_case(1, owners[0], date(2021, 12, 1)), late_case(2, owners[1], DUE))
    value = figures(*(history("fff", owner) for owner in owners), cases=cases)
    caveated = replace(value, due_caveats={2: "按法定假日推算"})

    said = rows(sheet(caveated, contacts={"b": CONTACT}))["整改逾期"]

    assert said == (
        "截至2021年12月31日，整改逾期的问题2个，须催办（未写负责人的，名单没有登记）："
        "b局微信“b”（逾期56天，期限2021年11月5日，按法定假日推算，负责人王五0900-1234567）；"
        "a局微信“a”（逾期30天，期限2021年12月1日）。"
    )


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (StepKind.RECTIFY, "此后已反馈整改"),
        (StepKind.CLOSE, "此后已销号"),
        (StepKind.EXEMPT, "此后已批准豁免"),
        (StepKind.EXTEND, ""),
    ],
)
def test_nobody_is_called_late_who_has_answered_since(move: StepKind, words: str) -> None:
    moved = replace(LATE, steps=(*LATE.steps, step(move, 4, 20)))
    value = figures(history("fff", registered("a")), cases=(LATE,))

    said = rows(sheet(value, cases_now={1: moved}))["整改逾期"]

    assert "整改逾期的问题1个" in said
    assert words in said and ("此后" in said) == bool(words)


@pytest.mark.parametrize(
    ("account", "silent", "closing", "reviving"),
    [
        ({}, 364, 0, 1),
        ({}, 365, 1, 0),
        ({"status": Status.CLOSING}, 100, 1, 0),
        ({"status": Status.FROZEN}, 100, 0, 1),
        ({"name": "不是"}, 365, 0, 0),
    ],
)
def test_what_was_silent_for_a_year_is_proposed_to_be_closed(
    account: dict[str, Any], silent: int, closing: int, reviving: int
) -> None:
    value = figures(history("fff" if "name" in account else "zzz", registered("a", **account)))
    row = replace(value.accounts[0], idle_days=silent)

    said = rows(sheet(replace(value, accounts=(row,))))["提请审定"]

    assert number(r"拟关停的账号(\d+)个", said) == closing
    assert number(r"僵尸账号(\d+)个", said) == reviving


def test_notices_wait_for_units_that_were_not_told() -> None:
    owners = [registered(id, name=id, unit=f"{id}局") for id in "bac"]
    told = late_case(3, owners[2])
    untold = (
        case(1, owners[0], step(StepKind.OPEN, 2)),
        case(2, owners[1], step(StepKind.OPEN, 2)),
    )
    value = figures(*(history("fff", owner) for owner in owners), cases=(*untold, told))
    ordered = replace(value, register_order=("a", "b", "c"))

    said = rows(sheet(ordered))["提请审定"]

    assert "2.印发整改通知书（尚未通知的问题2个，涉及单位2个）：a局、b局。" in said


def test_what_nobody_looked_at_is_told_and_asked_for() -> None:
    value = figures(history("ppu", registered("a")), history("---", registered("b")), history())

    said = rows(sheet(value))

    assert "无法判定的账号1个（其中1个本季度曾判定合格），不计入合格率" in said["未能查看"]
    assert "均未检查的账号1个" in said["未能查看"]
    assert "内容安全3个、互动功能3个" in said["未能查看"]
    assert "2个账号如实列明；安排人工查看2个账号" in said["提请审定"]


def test_who_waits_to_be_looked_at_is_no_failing_account() -> None:
    value = figures(history())
    waiting = replace(value, accounts=(replace(value.accounts[0], state=State.TO_VIEW),))
    words = "待查看的账号1个，所见最近更新已久、此后无人查看，没有据此计为不合格。"

    said = rows(sheet(waiting))
    assert words in said["未能查看"]
    assert words in "".join(block.text for block in paper("month", waiting).blocks)
    assert "安排人工查看1个账号" in said["提请审定"]
    assert "待查看" not in rows(sheet(value))["未能查看"]


def test_a_period_without_a_check_is_not_signed_as_sound() -> None:
    value = replace(nothing(), spotchecks=())

    never = rows(sheet(figures(history("---"), spotchecks=())))["未能查看"]
    assert never.startswith("登记的1个账号本季度均未检查。")

    said = rows(sheet(value))
    assert "是否先组织检查" in said["提请审定"] and "签发" not in said["提请审定"]
    assert "未发现" not in said["不合格"]


@pytest.mark.parametrize("value", [strained, county, nothing, hostile, sound])
@pytest.mark.parametrize("kind", ["quarter_city", "quarter_units", "month"])
def test_nothing_is_cut_and_enough_room_is_left(value: Any, kind: str) -> None:
    document = sheet(value(), kind, contacts={"a00": CONTACT})
    (table,) = (block.table for block in document.blocks if block.table is not None)
    told = [(str(label), str(text)) for label, text in table.rows[:-2]]

    assert cover_layout.free(told) >= cover_layout.LEAST
    for _, text in told:
        assert "…" not in text
        assert all(text.count(pair[0]) == text.count(pair[1]) for pair in BRACKETS)
    assert document.sealed is None


def test_what_does_not_fit_is_counted_in_words() -> None:
    failed = rows(sheet(strained()))["不合格"]

    assert re.search(r"期末仍不合格30个：.*等30个，详见附件1。", failed)
    assert failed.count(LONG_UNIT) >= 2
    assert "等30个，详见附表。" in rows(sheet(strained(), "month"))["不合格"]
    assert "期末仍不合格30个，详见附件1。" in rows(sheet(strained(unit="长" * 2000)))["不合格"]


def test_the_reader_is_led_to_where_the_list_stands() -> None:
    blocks = (
        Block(kind="annex", label="附件1"), _placed("other"), Block(kind="annex", label="附件2"),
        _placed("failing"),
    )  # fmt: skip
    led = CoverSentences(county(), Document(blocks=blocks), Room(1, 1, 1))

    assert (led.where("other"), led.where("failing"), led.where("ledger")) == (
        "附件1", "附件2", "附表",
    )  # fmt: skip


def _placed(name: str) -> Block:
    return Block(kind="table", table=Table(name=name, caption="", columns=(), rows=()))


def test_the_commonest_reason_is_told_first() -> None:
    value = figures(*(history("ppu", registered(id)) for id in "abc"))
    rare = replace(value.accounts[0], tried=(("feed", Outcome.AUTH_REQUIRED, ""),))

    said = rows(sheet(replace(value, accounts=(rare, *value.accounts[1:]))))["未能查看"]

    assert re.search(r"不计入合格率：\D+2个、\D+1个。", said)


def test_only_the_paper_itself_bears_the_seal() -> None:
    assert sheet(replace(county(), sealed=Head(12, "9f86d081884c7d65" * 4))).sealed is None


@pytest.mark.long  # it starts an office program
@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_each_paper_of_one_page_has_one_page(tmp_path: Path) -> None:
    moment = clock.day_start(date(2022, 1, 4))
    made = {name: word_cover.render(sheet(value), made_at=moment)
            for name, value in (("strained", strained()), ("nothing", nothing()),
                                ("county", county()))}  # fmt: skip
    for name, value in (("strained", strained()), ("county", county())):
        made[f"{name}-month"] = word_page.render(paper("month", value), made_at=MADE_AT)
    for name, content in made.items():
        (tmp_path / f"{name}.docx").write_bytes(content)

    seen = pages([tmp_path / f"{name}.docx" for name in made], tmp_path)

    assert [len(each) for each in seen] == [1] * len(made)
    for (page,), name in zip(seen, made, strict=True):
        assert ("特此报告" if "month" in name else "领导批示") in page and "…" not in page
