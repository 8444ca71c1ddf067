"""What a bundle tells is what the city keeps, field by field, and reads again."""

from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.bundles.account_line import LimitsLine, RectifiedLine, SeenLine
from monitor.bundles.case_line import ChangeKind, ChangeLine
from monitor.bundles.manifest import (
    ChecksEntry,
    CountersEntry,
    IssueEntry,
    ShareEntry,
    WordingEntry,
)
from monitor.bundles.reading import read
from monitor.bundles.values import Parts
from monitor.figures.posts import PostTotal
from monitor.model import Platform, Precision, State, Status, Verdict, Window
from monitor.model.rate import Rate
from monitor.rollup.counts import CountyCounts
from monitor.rollup.incoming import BundleHead, IncomingBundle, posts_key
from monitor.rollup.reported import ReportedAccount, ReportedFinding
from monitor.rollup.rollup_store import RollupStore, opened, reading
from monitor.rollup.unpacking import incoming, rules_hash
from tests.bundles.builders import CLOSING, account_line, case_line, parts, seal_line
from tests.rollup.cities import NOW, bundle

HASH = "sha256:" + "a" * 64
SEEN = SeenLine(
    at=CLOSING - timedelta(days=9),
    as_of=CLOSING - timedelta(days=10),
    newest_at=CLOSING - timedelta(days=40),
    precision=Precision.DAY,
    window_since=CLOSING - timedelta(days=90),
    window_until=CLOSING - timedelta(days=10),
)
LINE = account_line(
    1,
    Verdict.FAIL,
    platform=Platform.DOUYIN,
    status=Status.FROZEN,
    unit_kind="town",
    opened_on=date(2016, 5, 1),
    seen=SEEN,
    limits=LimitsLine(
        remind_days=7,
        max_days=30,
        zombie_days=90,
        cancel_days=365,
        exact_hours=True,
        count_reposts=False,
    ),
    idle_days=41,
    longest_silence=44,
    failed_in=(3, 5),
    abstained=("S01",),
    reasons=("人工没有核对",),
    posts=7,
    posts_basis="at_least",
    rectified=RectifiedLine(outcome="recurring"),
)
KEPT = ReportedAccount(
    county="629921",
    county_name="629921县",
    id="account-1",
    name="清河县第1号发布",
    platform=Platform.DOUYIN,
    unit="第0单位",
    kind="town",
    status=Status.FROZEN,
    verdict=Verdict.FAIL,
    state=State.STALE,
    closing_at=CLOSING,
    seen_at=CLOSING - timedelta(days=9),
    newest_at=CLOSING - timedelta(days=40),
    precision=Precision.DAY,
    window=Window(since=CLOSING - timedelta(days=90), until=CLOSING - timedelta(days=10)),
    limit_days=30,
    exact_hours=True,
    count_reposts=False,
    idle_days=41,
    longest_silence=44,
    failures=2,
    opened_on=date(2016, 5, 1),
    findings=(ReportedFinding(check="U01", title="内容不更新", message="最近一次更新已超过14天"),),
    abstained=("S01",),
    reasons=("人工没有核对",),
)


def change(kind: ChangeKind, id: str) -> ChangeLine:
    return ChangeLine(kind=kind, id=id, name="甲", platform=Platform.WEIBO, unit="某局")


def arrived(whole: Parts, **known: Any) -> IncomingBundle:
    content = bundle("629921", whole=whole, **known)
    return incoming(read(content), content, file="a.zip", received_at=NOW)


def kept_again(folder: Path, whole: IncomingBundle) -> tuple[BundleHead, list[ReportedAccount]]:
    with opened(folder) as db:
        assert RollupStore(db).add(whole)
    with reading(folder) as db:
        store = RollupStore(db)
        (head,) = store.heads()
        return head, list(store.lines(head.sha256))


def test_a_line_is_kept_with_all_that_judging_it_again_needs(tmp_path: Path) -> None:
    whole = arrived(parts([LINE]))
    assert whole.accounts == (KEPT,)
    defaults = {one.name for one in fields(KEPT) if getattr(KEPT, one.name) == one.default}
    assert defaults == {"county_verdict"}  # the city's own; all else was told and is not usual

    _, lines = kept_again(tmp_path, whole)

    assert lines == [KEPT]


def test_an_account_that_nobody_looked_at_has_nothing_but_its_name(tmp_path: Path) -> None:
    _, lines = kept_again(tmp_path, arrived(parts([account_line(1, None)])))

    assert (lines[0].verdict, lines[0].seen_at, lines[0].window, lines[0].findings) == (
        None, None, None, (),
    )  # fmt: skip


def test_what_is_counted_besides_is_kept(tmp_path: Path) -> None:
    before = replace(case_line(1).steps[0], at=CLOSING - timedelta(days=120))
    cases = (
        case_line(1),
        replace(case_line(2), closed_on=date(2026, 12, 30)),
        replace(case_line(3), steps=(before,)),
    )
    changes = (
        change(ChangeKind.OPENED, "a"),
        change(ChangeKind.OPENED, "b"),
        change(ChangeKind.CLOSED, "c"),
        *(change(ChangeKind.RENAMED, id) for id in "defg"),
        change(ChangeKind.LEFT_FAILING, "h"),
    )
    counters = CountersEntry(
        interaction=ShareEntry(part=3, whole=4),
        safety=5,
        wording=WordingEntry(found=9, grave=2, fixed=6, unsaid=1),
        reminded=7,
        alarmed=8,
        checks=ChecksEntry(number=10, full=3, sample=7),
    )
    issued = IssueEntry(kind="quarter_city", number="甲政办报〔2027〕3号", on=date(2027, 1, 4))
    seals = (seal_line(1), seal_line(2))
    whole = arrived(
        replace(parts([LINE]), cases=cases, changes=changes, seals=seals),
        counters=counters,
        issued=issued,
        previous="b" * 64,
    )

    head, _ = kept_again(tmp_path, whole)

    assert head == whole.head
    assert head.counts == CountyCounts(
        interaction=Rate(3, 4),
        slips=9,
        slips_grave=2,
        slips_fixed=6,
        slips_unsaid=1,
        safety=5,
        checks=10,
        reminded=7,
        alarmed=8,
        opened=2,
        closed=1,
        renamed=4,
        cases=3,
        cases_opened=2,
        cases_closed=1,
        cases_open=2,
        recheck={"recurring": 1},
    )
    total = PostTotal(number=7, accounts=1, least=1)
    assert head.posts == {
        posts_key(): total,
        posts_key("platform", "douyin"): total,
        posts_key("kind", "town"): total,
    }
    assert (head.number, head.issued_on, head.previous) == (
        "甲政办报〔2027〕3号", date(2027, 1, 4), "b" * 64,
    )  # fmt: skip
    assert head.seals == seals


def test_posts_counted_in_a_later_programs_way_are_a_lower_bound() -> None:
    whole = arrived(parts([replace(LINE, posts_basis="by_satellite")]))

    assert whole.head.posts[posts_key()] == PostTotal(number=7, accounts=1, least=1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('{"a": {"max_days": 14, "document": "甲"}}', '{"a": {"max_days": 14}}', True),
        ('{"a": {"max_days": 14, "basis": "甲"}}', '{"a": {"basis": "乙", "max_days": 14}}', True),
        ('{"a": {"max_days": 14}}', '{"a": {"max_days": 15}}', False),
        ("no JSON", "no  JSON", False),
        ('{"a": [{"document": "甲"}]}', '{"a": [{}]}', True),
    ],
)
def test_rules_are_told_apart_by_what_decides_not_by_the_papers_they_cite(
    one: str, other: str, same: bool
) -> None:
    assert (rules_hash(one) == rules_hash(other)) is same


def test_a_fault_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    whole = arrived(parts([LINE]))
    twice = replace(whole, accounts=(*whole.accounts, *whole.accounts))  # one key on two lines

    with opened(tmp_path) as db, pytest.raises(Exception, match="UNIQUE"):
        RollupStore(db).add(twice)

    with reading(tmp_path) as db:
        assert RollupStore(db).heads() == ()
        assert db.execute("SELECT count(*) FROM lines").fetchone()[0] == 0


def test_the_name_of_a_file_is_made_fit_to_be_shown() -> None:
    content = bundle("629921", whole=parts([LINE]))

    head = incoming(read(content), content, file="a\u202eb\n.zip", received_at=NOW).head

    assert head.file == "ab .zip"
