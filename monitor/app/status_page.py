"""What officials who never log in are given: a page and a feed, written whole after every look.

They stand in the output folder, for a file share or an intranet site. Nothing that goes wrong with
them hinders what was looked at: it is told in one sentence.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.app.current_verdicts import verdicts_with_runs
from monitor.app.standing import standing
from monitor.app.status import current_status
from monitor.cases.case_store import CaseStore
from monitor.cases.escalation import is_overdue
from monitor.model import Assessment, Verdict, clock
from monitor.model.errors import MonitorError
from monitor.model.schedule import StatusPage
from monitor.model.system_errors import reason_of
from monitor.registry import Registry
from monitor.system import files
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.verdicts import judge
from monitor.verdicts.changes_reader import ChangesReader
from monitor.verdicts.entries_reader import EntriesReader
from monitor.verdicts.reader import VerdictReader
from reports import findings_feed
from reports import status_page as page
from reports.findings_feed import AccountChange, PlatformTrouble
from reports.status_page import CountyStatus

log = logging.getLogger(__name__)

PAGE = Path("status", "index.html")  # below the output folder
FEED = Path("findings.atom")
DAYS = timedelta(days=31)  # before the last check, of which changes are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Where a page and a feed are written. *tell*: for the one sentence where they are not."""

    data: Path
    out: Path
    tell: Callable[[str], None]

    def update(self, registry: Registry) -> None:
        """Write both anew as the register wants them; never raises."""
        wanted = registry.schedule.status_page
        if wanted is StatusPage.NONE:
            return
        try:
            with open_database(self.data / "monitor.db") as db:
                public = wanted is StatusPage.PUBLIC
                now = clock.now()
                written = {
                    PAGE: rendered_page(db, self.data, registry, now, public=public),
                    FEED: rendered_feed(db, registry, now, public=public),
                }
            if (folder := self.out / PAGE.parent).is_symlink():
                raise MonitorError(f"{folder} 是符号链接，请删去后再试")
            for name, text in written.items():
                put(self.out / name, text)
        except Exception as error:
            known = isinstance(error, MonitorError | OSError)
            if not known:
                log.exception("the status page was not written")
            why = (reason_of(error) or str(error)) if known else "程序出错，详情见日志"
            self.tell(f"状态网页未能更新：{why.rstrip('。')}。结论已照常保存。")


def rendered_page(
    db: Database, data: Path, registry: Registry, now: datetime, *, public: bool
) -> str:
    """Return the page as of *now*."""
    return page.render(county_status(db, data, registry, now), public=public)


def county_status(db: Database, data: Path, registry: Registry, now: datetime) -> CountyStatus:
    """Return how the whole register stands."""
    status = current_status(db, registry, registry.judged, now)
    stands = standing(db, data, now)
    today = clock.day(now)
    cases = CaseStore(db).cases_on(today)
    return CountyStatus(
        county=registry.jurisdiction.name,
        office=registry.jurisdiction.office,
        now=now,
        looked_at=stands.last_check_at,
        beat_at=stands.beat_at,
        assessments=status.assessments,
        never=status.never_checked,
        newest_post_at=status.newest_post_at,
        incidents=(*status.incidents, *judge.incidents(status.assessments)),
        to_rectify=sum(case.is_open for case in cases),
        overdue=sum(is_overdue(case, today) for case in cases),
    )


def rendered_feed(db: Database, registry: Registry, now: datetime, *, public: bool) -> str:
    """Return the feed of what changed in the days before the last check."""
    reader = VerdictReader(db)
    run = next(iter(reader.runs(1)), None)
    accounts = {account.id: account for account in registry.judged}
    changes: list[AccountChange] = []
    troubles: list[PlatformTrouble] = []
    if run is not None:
        latest = min(run.moment, now)
        found_then = list(ChangesReader(db).changes(latest - DAYS, now))
        last = {found.account: found for found in reversed(found_then)}
        cleared = _cleared(reader, registry, now)
        changes = [
            AccountChange(
                account=accounts[found.account],
                verdict=found.verdict,
                state=found.state,
                moment=found.moment,
                as_of=found.as_of,
                titles=found.titles,
                cleared_at=cleared.get(found.account)
                if found.verdict is Verdict.FAIL and found is last[found.account]
                else None,
            )
            for found in found_then
            if found.account in accounts
        ]
        troubles = _troubles(reader.latest(registry.judged, now))
    where = registry.jurisdiction
    updated = run.moment if run else None
    return findings_feed.render(where.name, where.code, updated, changes, troubles, public=public)


def _cleared(reader: VerdictReader, registry: Registry, now: datetime) -> dict[str, datetime]:
    """Return when people entered, since the last check, by what an account passes now."""
    entries = EntriesReader(reader.db).last(now)
    touched = [account for account in registry.judged if account.id in entries]
    current = verdicts_with_runs(reader, registry, touched, now)
    return {
        one.assessment.account.id: one.assessment.taken_at
        for one in current
        if one.run is None and one.assessment.verdict is Verdict.PASS
    }


def _troubles(assessments: Iterable[Assessment]) -> list[PlatformTrouble]:
    """Return what is amiss with platforms by the last checks alone."""
    by_id = {one.account.id: one for one in assessments}
    found = []
    for incident in judge.incidents(by_id.values()):
        moments = [by_id[id].taken_at for id in incident.accounts]
        found.append(PlatformTrouble(incident=incident, since=min(moments), seen_at=max(moments)))
    return found


def put(path: Path, text: str) -> None:
    """Write *text* whole in *path*'s place; raises MonitorError where that is a link."""
    if path.is_symlink():
        raise MonitorError(f"{path} 是符号链接，请删去后再试")
    files.whole(path, text.encode())
