"""From what counties reported to the figures of their city: sums of accounts, never of rates. Pure.

A county that reported nothing is a row of its own and in no sum. One that was judged by other
limits counts as it reported, is marked, and compared with nobody.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import TypeVar

from monitor.cases.case import Case
from monitor.figures import case_numbers, grouping, posts, rectification
from monitor.figures.counties import NOBODY, CountyRow, Delivery, Rejudged, differences
from monitor.figures.cross_footing import refuse_unless_sound
from monitor.figures.values import (
    AccountFigures,
    EarlierPeriod,
    Figures,
    Pending,
    Rectified,
    RegisterFinding,
    UnitWordingErrors,
)
from monitor.model import AccountSnapshot, Jurisdiction, Verdict
from monitor.model.period import Period
from monitor.model.rate import Rate, summed

BETWEEN = "/"  # the code of a county and its own name for an account
NOTHING = UnitWordingErrors(unit="", found=0, grave=0, fixed=0)
OTHER_RULES = "检查规则与其他的不尽相同"
LETTERS = tuple("县市区旗州盟")
TOWNS = ("镇", "乡", "街道")  # which may begin with such a letter of their own

OfAccount = TypeVar("OfAccount", AccountFigures, Rectified, Pending, RegisterFinding)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyPart:
    """What one county reported, by its own names. *delivery*: None where nothing came (未报).

    *returned*: why what came could not be used. *differs*: its rules are not those of the most.
    *missing*: of a city's part, its counties that had reported nothing.
    *checks*: how often it checked. *slips*: its wording errors together. *limits*: by which most
    of its accounts were judged. *failed_before*: how many failed in the period before, None where
    it does not say. *due_caveats*: by case. *register_known_before*: it knows its register of the
    period's beginning, and so what was opened and closed.
    """

    code: str
    name: str
    delivery: Delivery | None = None
    returned: str = ""
    differs: bool = False
    missing: tuple[str, ...] = ()
    accounts: tuple[AccountFigures, ...] = ()
    closing_at: datetime | None = None
    checks: int = 0
    rectified: tuple[Rectified, ...] = ()
    failed_before: int | None = None
    left_failing: tuple[AccountSnapshot, ...] = ()
    opened: tuple[AccountSnapshot, ...] = ()
    closed: tuple[AccountSnapshot, ...] = ()
    renamed: tuple[tuple[str, AccountSnapshot], ...] = ()
    pending: tuple[Pending, ...] = ()
    register_findings: tuple[RegisterFinding, ...] = ()
    cases: tuple[Case, ...] = ()
    due_caveats: Mapping[int, str] = field(default_factory=dict)
    slips: UnitWordingErrors = NOTHING
    safety: int = 0
    interaction: Rate = NOBODY
    reminded: int = 0
    alarmed: int = 0
    limits: Mapping[str, int] = field(default_factory=dict)
    register_known_before: bool = True

    @property
    def dropped(self) -> int:
        """Return how many failures of the period before were corrected since."""
        accounted = len(self.rectified) + len(self.left_failing)
        return max(0, (self.failed_before or 0) - accounted)


def compute(
    parts: Sequence[CountyPart],
    period: Period,
    *,
    jurisdiction: Jurisdiction,
    made_at: datetime,
    limits: Mapping[str, int],
    bases: Mapping[str, str],
    before: EarlierPeriod | None = None,
    year_before: EarlierPeriod | None = None,
    rejudged: Rejudged | None = None,
    ordered_by: str = "",
    program: str = "",
    decimals: int = 1,
) -> Figures:
    """Return the figures of the city whose counties are *parts*, in its own order.

    *rejudged*: the parts are as the city's own limit judges them. *ordered_by*: the document that
    orders counties to be put in the order of their rates. Raises MonitorError where the sums do
    not add up.
    """
    whole = [_named_in(part, jurisdiction.name) for part in parts]
    accounts = sorted(
        (entry for part in whole for entry in part.accounts), key=grouping.worst_first
    )
    order = tuple(entry.account.id for part in whole for entry in part.accounts)
    figures = Figures(
        jurisdiction=jurisdiction,
        period=period,
        made_at=made_at,
        closing_at=max((part.closing_at for part in whole if part.closing_at), default=None),
        total=grouping.row("合计", accounts),
        by_platform=grouping.rows(accounts, grouping.platform),
        by_kind=grouping.rows(accounts, grouping.kind),
        by_unit=grouping.rows(accounts, lambda entry: entry.account.unit),
        states=Counter(entry.state for entry in accounts if entry.state is not None),
        problems=grouping.problems(accounts),
        accounts=tuple(accounts),
        opened=_all(part.opened for part in whole),
        closed=_all(part.closed for part in whole),
        renamed=_all(part.renamed for part in whole),
        register_known_before=all(part.register_known_before for part in whole),
        rectified=_by_outcome(_all(part.rectified for part in whole), order),
        left_failing=_all(part.left_failing for part in whole),
        cases=_all(part.cases for part in whole),
        due_caveats={id: words for part in whole for id, words in part.due_caveats.items()},
        slips=tuple(part.slips for part in whole if part.slips.found),
        safety=sum(part.safety for part in whole),
        pending=_all(part.pending for part in whole),
        interaction=summed(part.interaction for part in whole),
        register_findings=_all(part.register_findings for part in whole),
        register_order=order,
        before=before,
        year_before=year_before,
        reminded=sum(part.reminded for part in whole),
        alarmed=sum(part.alarmed for part in whole),
        limits=dict(limits),
        bases=dict(bases),
        counties=tuple(_row(part, limits) for part in whole),
        rejudged=rejudged,
        ordered_by=ordered_by,
        program=program,
        decimals=decimals,
    )
    refuse_unless_sound(figures)
    return figures


def qualified(unit: str, county: str, city: str) -> str:
    """Return what a unit of *county* is called in its city: 云川县财政局, be it 县财政局 there."""
    if unit.startswith((county, city)) or county[-1:] not in LETTERS:
        return unit
    governs = unit.startswith(county[-1]) and not any(word in unit for word in TOWNS)
    return county + unit[governs:]


Item = TypeVar("Item")


def _all(parts: Iterable[tuple[Item, ...]]) -> tuple[Item, ...]:
    return tuple(chain.from_iterable(parts))


def _by_outcome(rows: Iterable[Rectified], order: Sequence[str]) -> tuple[Rectified, ...]:
    """Return *rows* by outcome, those of one outcome county after county."""
    place = {id: number for number, id in enumerate(order)}
    outcomes = rectification.ORDER
    return tuple(
        sorted(rows, key=lambda row: (outcomes.index(row.outcome), place.get(row.account.id, 0)))
    )


def _row(part: CountyPart, limits: Mapping[str, int]) -> CountyRow:
    """Return the row of a county, with sums of its own accounts."""
    if part.delivery is None:
        return CountyRow(code=part.code, name=part.name, returned=part.returned)
    tally = grouping.tally(part.accounts)
    return CountyRow(
        code=part.code,
        name=part.name,
        delivery=part.delivery,
        tally=tally,
        posts=posts.total((entry.posts, entry.posts_basis) for entry in part.accounts),
        platforms=Counter(grouping.platform(entry) for entry in part.accounts),
        checks=part.checks,
        slips=part.slips.found,
        slips_fixed=part.slips.fixed,
        interaction=part.interaction,
        differs=differences(part.limits, limits) or ((OTHER_RULES,) if part.differs else ()),
        dropped=part.dropped,
        missing=part.missing,
        at_ease=_is_at_ease(part),
    )


def _is_at_ease(part: CountyPart) -> bool:
    """Say whether a county has earned praise: every account fresh at every look, nothing open."""
    sound = all(row.verdict is Verdict.PASS and row.always_fresh for row in part.accounts)
    left = part.slips.found or part.pending or any(case.is_open for case in part.cases)
    return bool(part.accounts) and sound and not left


def _named_in(part: CountyPart, city: str) -> CountyPart:
    """Return *part* with the names that tell its accounts and units from those of others."""
    rename = _renaming(part, city)
    ids = {case.id: case_numbers.in_city(part.code, case.id) for case in part.cases}
    return replace(
        part,
        accounts=tuple(_renamed(part.accounts, rename)),
        rectified=tuple(_renamed(part.rectified, rename)),
        pending=tuple(_renamed(part.pending, rename)),
        register_findings=tuple(_renamed(part.register_findings, rename)),
        left_failing=tuple(map(rename, part.left_failing)),
        opened=tuple(map(rename, part.opened)),
        closed=tuple(map(rename, part.closed)),
        renamed=tuple((was, rename(account)) for was, account in part.renamed),
        cases=tuple(
            replace(
                case,
                id=ids[case.id],
                account=f"{part.code}{BETWEEN}{case.account}",
                unit_name=qualified(case.unit_name, part.name, city),
            )
            for case in part.cases
        ),
        due_caveats={ids[id]: words for id, words in part.due_caveats.items() if id in ids},
        slips=replace(part.slips, unit=part.name),
    )


def _renaming(part: CountyPart, city: str) -> Callable[[AccountSnapshot], AccountSnapshot]:
    units: dict[str, str] = {}

    def renamed(account: AccountSnapshot) -> AccountSnapshot:
        unit = units.get(account.unit)
        if unit is None:
            unit = units.setdefault(account.unit, qualified(account.unit, part.name, city))
        unit_id = f"{part.code}{BETWEEN}{account.unit_id}" if account.unit_id else ""
        return replace(account, id=f"{part.code}{BETWEEN}{account.id}", unit=unit, unit_id=unit_id)

    return renamed


def _renamed(
    rows: Iterable[OfAccount], rename: Callable[[AccountSnapshot], AccountSnapshot]
) -> Iterator[OfAccount]:
    for row in rows:
        yield replace(row, account=rename(row.account))
