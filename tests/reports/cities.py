"""An invented city: seven counties, of which one reported nothing, and what else can happen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from monitor.figures import AccountFigures, Figures
from monitor.figures.city import CountyPart, compute
from monitor.figures.counties import Delivery, corrections
from monitor.figures.pass_rate import Tally
from monitor.figures.values import EarlierPeriod, UnitWordingErrors
from monitor.model import Jurisdiction, Platform
from monitor.model.clock import BEIJING
from tests.figures.builders import BASES, LIMITS, MADE_AT, QUARTER, figures, history, registered
from tests.reports.counties import county

CITY = Jurisdiction(
    name="云泽市",
    code="629900",
    office="云泽市人民政府办公室",
    reports_to="河西省人民政府办公厅",
    contact="0999-0000000",
)
NAMES = ("甘源区", "临溪县", "云川县", "沙井县", "北塬县", "南屏县", "市直")
UNITS = ("财政局", "水务局", "城关镇", "公安局", "卫生健康局", "新坝镇", "教育局", "县政府办公室")
ADDED_AT = datetime(2022, 1, 3, 15, tzinfo=BEIJING)


def delivery(number: int, **overrides: Any) -> Delivery:
    """Return the file of the county of that *number*."""
    values: dict[str, Any] = {
        "sha256": f"{number * 7919 + 12345:08x}" * 8,
        "added_at": ADDED_AT,
        "number": f"云政办报〔2022〕{number}号",
        "issued_on": date(2021, 12, 31),
    }
    return Delivery(**(values | overrides))


def part_of(
    figures: Figures, code: str, name: str, file: Delivery | None, **more: Any
) -> CountyPart:
    """Return what a county reports whose own papers tell *figures*."""
    if file is None:
        return CountyPart(code=code, name=name, **more)
    slips = figures.slips
    place = {id: number for number, id in enumerate(figures.register_order)}
    values: dict[str, Any] = {
        "delivery": file,
        "accounts": in_order(figures),
        "closing_at": figures.closing_at,
        "checks": figures.checks.number,
        "rectified": figures.rectified,
        "failed_before": figures.before.tally.failed if figures.before else None,
        "left_failing": figures.left_failing,
        "opened": figures.opened,
        "closed": figures.closed,
        "renamed": figures.renamed,
        "pending": tuple(sorted(figures.pending, key=lambda row: place[row.account.id])),
        "register_findings": tuple(
            sorted(figures.register_findings, key=lambda found: place[found.account.id])
        ),
        "cases": figures.cases,
        "due_caveats": figures.due_caveats,
        "slips": UnitWordingErrors(
            unit="",
            found=sum(row.found for row in slips),
            grave=sum(row.grave for row in slips),
            fixed=sum(row.fixed for row in slips),
            unsaid=sum(row.unsaid for row in slips),
        ),
        "safety": figures.safety,
        "interaction": figures.interaction,
        "reminded": figures.reminded,
        "alarmed": figures.alarmed,
        "limits": figures.limits,
        "register_known_before": figures.register_known_before,
    }
    return CountyPart(code=code, name=name, **(values | more))


def in_order(figures: Figures) -> tuple[Any, ...]:
    """Return the accounts as the register of their county has them."""
    place = {id: number for number, id in enumerate(figures.register_order)}
    return tuple(sorted(figures.accounts, key=lambda entry: place[entry.account.id]))


def parts(seed: int, **shapes: Any) -> list[CountyPart]:
    """Return the seven counties of that *seed*, each of which has something of its own."""
    made = []
    for number, name in enumerate(NAMES):
        figures = county((seed * len(NAMES) + number) % 27)
        figures = replace(figures, limits={**LIMITS, "max_days": 10 if number == 3 else 14})
        file: Delivery | None = delivery(number, signed=number < 3)
        if number == 4:
            file = None
        if number == 2:
            was = replace(figures.total.tally, passed=figures.total.tally.passed + 1, failed=0)
            told = corrections(was, figures.total.tally)
            file = delivery(number, version=2, corrections=told, signed=True)
        if number == 5:
            file = delivery(number, chain="数据链中断", broken="新数据包不含上期的封存码")
        made.append(part_of(figures, f"6299{number:02}", name, file, differs=number == 3))
    return made


def city(counties: Sequence[CountyPart], **overrides: Any) -> Figures:
    """Return the figures of a city of *counties*."""
    values: dict[str, Any] = {
        "jurisdiction": CITY,
        "made_at": MADE_AT,
        "limits": LIMITS,
        "bases": BASES,
        "program": "newmedia-monitor/0",
        "before": EarlierPeriod(
            period=QUARTER.before, tally=Tally(registered=140, passed=120, failed=15, unknown=5)
        ),
    }
    return compute(counties, QUARTER, **(values | overrides))


def counted_part(
    code: str,
    name: str,
    platforms: Mapping[Platform, int],
    verdicts: Mapping[Platform, str] | str = "",
    **more: Any,
) -> CountyPart:
    """Return a county of so many accounts a platform, of which the first are as *verdicts* say.

    ``f`` failed, ``u`` cannot be judged, ``-`` was not looked at; all others passed.
    """
    accounts = []
    for platform, number in platforms.items():
        letters = verdicts if isinstance(verdicts, str) else verdicts.get(platform, "")
        for place in range(number):
            unit = UNITS[place % len(UNITS)]
            account = registered(
                f"{platform.value}-{place:04}",
                name=f"{name[:-1]}{unit[:-1]}{place}",
                platform=platform,
                unit=unit,
                unit_id=unit,
                kind="town" if unit.endswith("镇") else "department",
            )
            letter = letters[place] if place < len(letters) else "p"
            accounts.append(replace(_like(letter), account=account))
    values: dict[str, Any] = {
        "delivery": delivery(int(code[-2:])),
        "accounts": tuple(accounts),
        "closing_at": MADE_AT,
        "checks": 3,
        "limits": LIMITS,
        "slips": UnitWordingErrors(unit="", found=more.pop("slips", 0), grave=0, fixed=0),
    }
    return CountyPart(code=code, name=name, **(values | more))


@cache
def _like(letter: str) -> AccountFigures:
    """Return an account that every look of the quarter found so."""
    (account,) = figures(history(letter * 3)).accounts
    return account
