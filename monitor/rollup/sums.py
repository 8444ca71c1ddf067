"""From what counties reported to the city's figures; what does not add up is refused. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.figures.grouping import KINDS
from monitor.figures.posts import PostTotal
from monitor.figures.values import NO_POSTS, GroupRow
from monitor.model import County, Jurisdiction, Platform, State
from monitor.model.errors import MonitorError
from monitor.model.period import Period
from monitor.model.rate import disagreements
from monitor.rollup.continuity import Link
from monitor.rollup.counts import added_counts, added_posts, added_tallies
from monitor.rollup.incoming import BundleHead, LineGroup, posts_key, tally_of
from monitor.rollup.policies import PolicyMarks, marks
from monitor.rollup.ranking import ranked
from monitor.rollup.reported import ReportedAccount
from monitor.rollup.values import (
    CountyReport,
    LaterVersion,
    OwnRules,
    ReceivedBundle,
    RefusedBundle,
    Reporting,
    RollupPeriod,
)

TOTAL = "合计"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyData:
    """What counts of one county: its latest bundle, and how it came to be so."""

    head: BundleHead
    link: Link
    groups: tuple[LineGroup, ...]
    revised: LaterVersion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollupData:
    """All that a period's sums are made from. *expected*: the register's counties, in its order.

    *received*: by code. *refusals*: by code, of this period, never taken in since; *strangers*: of
    nobody here, or of no period. *failing*, *unknown*: None where no lists are wanted.
    """

    jurisdiction: Jurisdiction
    period: Period
    made_at: datetime
    expected: tuple[County, ...]
    received: Mapping[str, CountyData]
    refusals: Mapping[str, tuple[RefusedBundle, ...]] = field(default_factory=dict)
    strangers: tuple[RefusedBundle, ...] = ()
    failing: tuple[ReportedAccount, ...] | None = ()
    unknown: tuple[ReportedAccount, ...] | None = ()
    own_rules: OwnRules | None = None
    decimals: int = 1


def rolled_up(data: RollupData, *, ranking_document: str = "") -> RollupPeriod:
    """Return the city's figures; raises MonitorError with every sum that does not hold.

    *ranking_document*: the document that orders a ranking; without one there is none.
    """
    _refuse_twice(data.received.values())
    marked = marks([county.head for county in _in_order(data)])
    rows = tuple(_row(county, data, marked) for county in _listed(data))
    groups = [group for county in _in_order(data) for group in county.groups]
    heads = [county.head for county in _in_order(data)]
    figures = RollupPeriod(
        jurisdiction=data.jurisdiction,
        period=data.period,
        made_at=data.made_at,
        counties=rows,
        total=GroupRow(
            label=TOTAL,
            tally=added_tallies(row.tally for row in rows),
            posts=added_posts(row.posts for row in rows),
        ),
        by_platform=_by_platform(groups, heads),
        by_kind=_by_kind(groups, heads),
        states=_states(groups),
        counts=added_counts(row.counts for row in rows),
        failing=data.failing or (),
        unknown=data.unknown or (),
        policies=marked.groups,
        own_rules=data.own_rules,
        strangers=data.strangers,
        decimals=data.decimals,
    )
    _refuse_unless_sound(figures, data)
    return ranked(figures, ranking_document) if ranking_document else figures


def _in_order(data: RollupData) -> tuple[CountyData, ...]:
    """Return what was received, in the order of the register; others last."""
    codes = (county.code for county in _listed(data))
    return tuple(data.received[code] for code in codes if code in data.received)


def _listed(data: RollupData) -> tuple[County, ...]:
    codes = {county.code for county in data.expected}
    others = sorted(data.received.keys() - codes)
    return (
        *data.expected,
        *(County(code=code, name=data.received[code].head.name) for code in others),
    )


def _row(county: County, data: RollupData, marked: PolicyMarks) -> CountyReport:
    received = data.received.get(county.code)
    refused = data.refusals.get(county.code, ())
    if received is None:
        last = max(refused, key=lambda refusal: (refusal.at, refusal.sha256), default=None)
        return CountyReport(
            code=county.code,
            name=county.name,
            reporting=Reporting.REFUSED if last else Reporting.MISSING,
            why=last.why if last else "",
            refused=refused,
        )
    head = received.head
    return CountyReport(
        code=county.code,
        name=county.name,
        reporting=Reporting.REPORTED,
        bundle=_received(received),
        tally=tally_of(received.groups),
        posts=head.posts.get(posts_key(), NO_POSTS),
        by_platform=_by_platform(received.groups, [head]),
        by_kind=_by_kind(received.groups, [head]),
        states=_states(received.groups),
        counts=head.counts,
        policy=marked.labels.get(county.code, ""),
        differs=county.code in marked.differing,
        revised=received.revised,
        refused=refused,
        members=head.members,
    )


def _received(county: CountyData) -> ReceivedBundle:
    head, (chain, note) = county.head, county.link
    return ReceivedBundle(
        sha256=head.sha256,
        version=head.version,
        made_at=head.made_at,
        received_at=head.received_at,
        sender=head.name,
        file=head.file,
        number=head.number,
        issued_on=head.issued_on,
        program=head.program,
        compared=head.compared,
        signature=head.signature,
        key=head.key,
        chain=chain,
        chain_note=note,
    )


def _by_platform(groups: Sequence[LineGroup], heads: Sequence[BundleHead]) -> tuple[GroupRow, ...]:
    labels = {platform.value: platform.label for platform in Platform}
    return _rows(groups, heads, "platform", labels, lambda group: group.platform)


def _by_kind(groups: Sequence[LineGroup], heads: Sequence[BundleHead]) -> tuple[GroupRow, ...]:
    return _rows(groups, heads, "kind", KINDS, lambda group: group.kind)


def _rows(
    groups: Sequence[LineGroup],
    heads: Sequence[BundleHead],
    column: str,
    labels: Mapping[str, str],
    value_of: Callable[[LineGroup], str],
) -> tuple[GroupRow, ...]:
    """Group accounts; the largest group first, equal ones by name."""
    members: dict[str, list[LineGroup]] = {}
    for group in groups:
        members.setdefault(value_of(group), []).append(group)
    rows = [
        GroupRow(
            label=labels.get(value, value),
            tally=tally_of(own),
            posts=_posts(heads, posts_key(column, value)),
        )
        for value, own in members.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.tally.registered, row.label)))


def _posts(heads: Sequence[BundleHead], key: str) -> PostTotal:
    return added_posts(head.posts.get(key, NO_POSTS) for head in heads)


def _states(groups: Iterable[LineGroup]) -> dict[State, int]:
    numbers: dict[State, int] = {}
    for group in groups:
        if group.state is not None:
            numbers[group.state] = numbers.get(group.state, 0) + group.number
    return {state: numbers[state] for state in State if state in numbers}


def _refuse_twice(received: Iterable[CountyData]) -> None:
    """Raise MonitorError where the accounts of one county stand in the bundles of two."""
    senders: dict[str, str] = {}
    for county in sorted(received, key=lambda data: data.head.code):
        for code in sorted({group.county for group in county.groups}):
            if code in senders:
                raise MonitorError(
                    f"{code} 的账号同时由“{senders[code]}”和“{county.head.name}”报送，"
                    "会重复计算，未予汇总；由谁报送，请在 counties 中只留一个"
                )
            senders[code] = county.head.name


COLUMNS = ("登记", "合格", "不合格", "无法判定", "发布")


def _refuse_unless_sound(figures: RollupPeriod, data: RollupData) -> None:
    """Raise MonitorError where counties, platforms and kinds do not add up to the total."""
    total = _numbers(figures.total)
    counties = [
        (row.name, _numbers(GroupRow(label=row.name, tally=row.tally, posts=row.posts)))
        for row in figures.counties
    ]
    tables = {
        "按县区": counties,
        "按平台": [(row.label, _numbers(row)) for row in figures.by_platform],
        "按单位类别": [(row.label, _numbers(row)) for row in figures.by_kind],
    }
    sums: dict[str, tuple[int, dict[str, int]]] = {
        f"{table}的{column}数": (total[column], _parts(rows, column))
        for table, rows in tables.items()
        for column in COLUMNS
    }
    for column, listed in (("不合格", data.failing), ("无法判定", data.unknown)):
        if listed is not None:
            sums[f"{column}账号清单"] = (total[column], {"清单": len(listed)})
    if wrong := disagreements(sums):
        raise MonitorError("汇总数字不能相互印证，未予生成：" + "；".join(wrong))


def _parts(rows: Sequence[tuple[str, dict[str, int]]], column: str) -> dict[str, int]:
    parts: dict[str, int] = {}
    for label, numbers in rows:
        parts[label] = parts.get(label, 0) + numbers[column]
    return parts


def _numbers(row: GroupRow) -> dict[str, int]:
    tally = row.tally
    cells = (tally.registered, tally.passed, tally.failed, tally.unknown, row.posts.number)
    return dict(zip(COLUMNS, cells, strict=True))
