"""状态 (``/status``): how every account stands, worst first, as ``monitor status`` tells it."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from monitor.app import wrong_clock
from monitor.app.status import CurrentStatus, current_status
from monitor.desk import downloads, listing
from monitor.desk.office import office
from monitor.model import Account, Platform, Unit, clock
from monitor.parsing.naming import folded
from monitor.registry import Registry
from monitor.verdicts import summary
from reports import status_table

page = Blueprint("status", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenBy:
    """What the rows are chosen by, as the address says it; empty: by nothing."""

    state: str
    unit: str
    platform: str
    q: str

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state or self.unit or self.platform or self.q)

    def fits(self, account: Account) -> bool:
        """Say whether unit, platform and name of *account* are those asked for."""
        wanted = folded(self.q)
        return (
            self.unit in ("", account.unit.id)
            and self.platform in ("", account.platform.value)
            and (wanted in folded(account.name) or wanted in folded(account.id))
        )


@page.get("/status")
def show() -> str | Response:
    """Show the accounts that the address asks for, or give them as a table to calculate with."""
    place, now = office(), clock.now()
    registry = place.registry
    names = ("state", "unit", "platform", "q")
    asked = ChosenBy(**{name: request.args.get(name, "").strip() for name in names})
    accounts = [account for account in registry.judged if asked.fits(account)]
    with place.reading() as db:
        stands = current_status(db, registry, accounts, now)
    rows = status_table.standings(stands.assessments, stands.never_checked, stands.newest_post_at)
    chosen = [row for row in rows if row.is_called(asked.state)]
    if request.args.get("format") == "csv":
        table = list(map(status_table.cells, chosen))
        return downloads.csv(f"状态-{clock.beijing(now):%Y-%m-%d}", status_table.TITLES, table)
    return render_template(
        "status.html",
        asked=asked,
        page=listing.paged(chosen),
        counts=_counts(stands),
        registered=len(registry.judged),
        incidents=stands.incidents,
        told=_told(stands),
        units=_units(registry),
        platforms=_platforms(registry),
        states=(*status_table.VERDICTS, *status_table.STATES),
        here=listing.here,
    )


def _counts(stands: CurrentStatus) -> list[tuple[str, str, int]]:
    """Return key, words and number of every verdict, and of each state that any account has."""
    counted = summary.count(stands.assessments)
    numbers: dict[str, int] = {state.value: n for state, n in counted.states.items()}
    numbers |= {verdict.value: n for verdict, n in counted.verdicts.items()}
    numbers[status_table.NEVER] = len(stands.never_checked)
    verdicts = [(key, words, numbers[key]) for key, words in status_table.VERDICTS]
    states = [(key, words, numbers[key]) for key, words in status_table.STATES if numbers[key]]
    return [*verdicts, *states]


def _told(stands: CurrentStatus) -> list[str]:
    """Return what staff should know besides, a sentence each, without full stops."""
    ahead, task_run_at = stands.ahead, stands.task_run_ahead_at
    told = [
        stands.failure_message.rstrip("。"),
        wrong_clock.ahead_of_now(ahead) if ahead.latest_at else "",
        wrong_clock.ahead_of_schedule(task_run_at) if task_run_at else "",
        *stands.troubles,
    ]
    return [sentence for sentence in told if sentence]


def _units(registry: Registry) -> list[Unit]:
    units = {account.unit.id: account.unit for account in registry.judged}
    return list(units.values())


def _platforms(registry: Registry) -> list[Platform]:
    used = {account.platform for account in registry.judged}
    return [platform for platform in Platform if platform in used]
