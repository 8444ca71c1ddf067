"""The words of the documents: whole against golden files, for nothing, one and many."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.cases.case import CaseStep, StepKind
from monitor.figures import Figures
from monitor.model import clock
from monitor.model.errors import ConfigError
from reports import document_builder, letter_wording, template_filters
from reports.document_model import Document
from tests.conftest import Golden
from tests.figures.builders import case, figures, history, registered, step
from tests.reports.papers import KINDS, LETTER, county, hostile, lines, nothing, paper


def text(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks)


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_document(kind: str, golden: Golden) -> None:
    golden.check(f"{kind}.txt", lines(paper(kind, county())))


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_of_a_period_with_nothing_in_it(kind: str, golden: Golden) -> None:
    golden.check(f"{kind}-nothing.txt", lines(paper(kind, nothing())))


@pytest.mark.parametrize(
    ("opened", "left", "sentence"),
    [
        (False, True, "\n本季度注销或整合账号1个（微信“旧号”并入“新号”）。\n"),
        (True, True, "（微信“高台财政”），注销或整合账号1个（微信“旧号”并入“新号”）。\n"),
        (True, False, "\n本季度新开设账号1个（微信“高台财政”）。\n"),
        (False, False, "期初名单没有留存，账号变动情况不完整"),
    ],
)
def test_without_an_earlier_register_only_what_its_days_tell_is_said(
    opened: bool, left: bool, sentence: str
) -> None:
    day = date(2021, 11, 8)
    gone = registered("gone", name="旧号", left_on=day, merged_into="新号")
    here = registered(opened_on=day if opened else None)

    value = figures(history(account=here), left=(gone,) if left else (), register_before=None)

    told = text(paper("quarter_city", value))

    assert sentence in told and "没有新开设" not in told
    assert "期初名单没有留存，账号变动情况不完整" in told


@pytest.mark.parametrize("kind", ["quarter_city", "quarter_units"])
def test_a_period_without_any_check_claims_none(kind: str) -> None:
    assert "我办组织" in text(paper(kind, county()))
    assert "我办组织" not in text(paper(kind, nothing()))


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_of_a_period_without_a_fault(kind: str, golden: Golden) -> None:
    value = figures(history("pppp", registered("a")), history("pppp", registered("b")))

    golden.check(f"{kind}-sound.txt", lines(paper(kind, value)))


def notice(value: Figures) -> Document:
    own = [account for account in value.accounts if account.still_failing]
    return document_builder.write(
        "notice",
        value,
        LETTER,
        tables=(letter_wording.receipt(own),),
        unit=own[0].account.unit,
        accounts=own,
        bases=template_filters.bases_of(own, value),
        evidence=template_filters.evidence_of(own),
        **letter_wording.phrases(own, value),
    )


def test_the_whole_notice(golden: Golden) -> None:
    proof = {4: ("2021-12-31.warc.gz@120", "2021-12-31.warc.gz@900")}

    golden.check("notice.txt", lines(notice(figures(history("fff", proof=proof)))))


def test_a_notice_of_several_accounts_numbers_them() -> None:
    document = notice(figures(*(history("fff", registered(f"a{n}")) for n in range(3))))

    assert "\n3.“高台财政”（微信）：" in text(document)
    assert "（微信）、“高台财政”（微信）" in lines(document)


@pytest.mark.parametrize("kind", KINDS)
def test_words_from_outside_make_no_heading_and_no_table(kind: str) -> None:
    document = paper(kind, hostile())

    assert "假" not in "".join(b.text for b in document.blocks if b.kind == "annex")
    headings = [b.text for b in document.blocks if b.kind in ("heading", "title", "subheading")]
    assert not any("假标题" in heading or heading == "标题" for heading in headings)
    whole = lines(document)
    assert "\u202e" not in whole and "\u2066" not in whole
    assert "{{ office }}" in whole or kind in ("month", "year")  # which name fewer


def test_many_accounts_are_named_up_to_ten() -> None:
    value = figures(*(history("fff", registered(f"a{n:02}", name=f"第{n}号")) for n in range(11)))

    said = text(paper("quarter_city", value))

    assert "第9号" in said and "等11个，其余见附件1" in said


@pytest.mark.parametrize(
    ("number", "numeral"), [(1, "一"), (10, "十"), (11, "十一"), (23, "二十三")]
)
def test_headings_are_counted_in_chinese(number: int, numeral: str) -> None:
    assert template_filters.numeral(number) == numeral


def test_the_change_against_last_quarter_is_told_in_points() -> None:
    from monitor.figures import Tally
    from monitor.figures.values import EarlierPeriod
    from tests.figures.builders import QUARTER

    before = EarlierPeriod(period=QUARTER.before, tally=Tally(registered=4, passed=3, failed=1))

    said = text(paper("quarter_city", figures(history("ppp"), before=before)))

    assert "合格率较上季度的75.0%（3/4）提高25.0个百分点。" in said
    assert "；上年同期没有可比数据；" in said


@pytest.mark.parametrize(
    ("made_at", "left", "sentence"),
    [
        (date(2022, 1, 4), [4], "需要说明的是，10—11月未开展检查；"),
        (date(2021, 12, 30), [2], "，11月未开展检查；"),
        (date(2021, 12, 30), [2, 3], ""),
        (date(2021, 12, 31), [2, 3], "，12月未开展检查；"),
        (date(2022, 1, 4), [2, 3, 4], ""),
    ],
)
def test_months_that_nobody_checked_are_named(
    made_at: date, left: list[int], sentence: str
) -> None:
    whole = figures(history("-ppp"))
    some = tuple(check for check in whole.spotchecks if check.id in left)

    told = text(
        paper("quarter_city", replace(whole, spotchecks=some, made_at=clock.day_start(made_at)))
    )

    assert (sentence in told) if sentence else "月未开展检查" not in told


def test_reminders_and_alarms_are_counted_where_there_were_any() -> None:
    with_some = replace(county(), reminded=35, alarmed=25)

    told = text(paper("quarter_city", with_some))
    assert "累计发出更新提醒35次、告警提醒25次，就1个问题通知主办单位限期整改。" in told
    assert "累计发出" not in text(paper("quarter_city", county()))


def test_an_office_may_put_its_own_template_in_the_place(tmp_path: Path) -> None:
    (tmp_path / "month.txt").write_text("# {{ office }}月报\n本月{{ total.failed }}个。\n", "utf-8")

    document = paper("month", county(), tmp_path)

    assert document.title == "高台县人民政府办公室月报"
    assert "本月3个。" in text(document)
    assert paper("quarter_city", county(), tmp_path).annexes  # the others stay as they ship


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("# {{ ofice }}\n", "ofice"),
        ("# a\n{% if %}\n", "month.txt:2"),
        ("# a\n[[nosuch]]\n", "month.txt:2: 没有名为 nosuch 的表"),
        ("没有标题\n", "没有标题行"),
        ("# a\n{% include 'nosuch.txt' %}\n", "nosuch.txt"),
        ("# {{ ''.__class__.__mro__ }}\n", "month.txt"),
    ],
)
def test_a_wrong_template_is_named_with_its_place(
    template: str, sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "month.txt").write_text(template, "utf-8")

    with pytest.raises(ConfigError, match=r"模板|month") as caught:
        paper("month", county(), tmp_path)

    assert sentence in str(caught.value)


def unit_lines(sentence: str, *steps: CaseStep) -> str:
    value = figures(history(sentence), cases=(case(1, registered(), *steps),))
    return lines(paper("quarter_units", value, every_annex=True))


def test_who_is_exempt_is_named_with_the_paper_and_asked_for_nothing() -> None:
    given = step(StepKind.EXEMPT, 2, document="高政办发〔2021〕9号", until=date(2022, 6, 30))

    text = unit_lines("ffff", step(StepKind.OPEN, 1), given)

    assert "已批准豁免整改的有高台县财政局微信“高台财政”（高政办发〔2021〕9号）" in text
    assert (
        "经批准豁免1个（高台县财政局微信“高台财政”，高政办发〔2021〕9号，至2022年6月30日）。"
        in text
    )
    assert "豁免至2022年6月30日（高政办发〔2021〕9号）" in text
    assert "（已批准豁免的除外）" in text
    assert "未整改" not in text and "防止反弹" not in text


def test_what_a_person_struck_off_stands_with_the_reason() -> None:
    struck = step(StepKind.CLOSE, 2, text="电话核实，已更新。")

    text = unit_lines("fuuu", step(StepKind.OPEN, 1), struck)

    assert "说明原因销号1个（高台县财政局微信“高台财政”，电话核实，已更新）。\n" in text
    assert "已销号：电话核实，已更新 |" in text
    by_look = unit_lines(
        "fuuu", step(StepKind.OPEN, 1), step(StepKind.PASSED, 2), step(StepKind.CLOSE, 2)
    )
    assert "已整改1个（高台县财政局微信“高台财政”）。" in by_look and "已销号：" not in by_look


def test_what_comes_back_is_called_in_the_report_as_in_the_score_and_the_ledger() -> None:
    text = unit_lines("fpff", step(StepKind.OPEN, 1))

    assert "整改后再次发生" in text and "整改后反弹" not in text
