"""An offline list back at the office: shown first, then kept whole or not at all."""

from datetime import datetime

from monitor.app import judged_round
from monitor.app.judged_round import JudgedRound
from monitor.app.observe import ObservationRecorder
from monitor.app.worklist import current_worklist, title
from monitor.model import Means, clock
from monitor.model.errors import RequestError
from monitor.registry import Registry
from monitor.review import offline_round, offline_text
from monitor.review.offline_round import OfflineRound, Pictures
from monitor.review.offline_text import ListError, OfflineList
from monitor.review.refusals import ImportRefused
from monitor.system.connection import Database
from reports import worklist_page

UNSIGNED = "清单没有写查看人，请在清单网页填写姓名后重新生成文字"
EMPTY = "清单没有填写任何账号"


class RoundRefused(RequestError):
    """Nothing of a list was kept; *round*: its rows with why."""

    def __init__(self, round_: OfflineRound) -> None:
        super().__init__("清单有误，全部未登记")
        self.round = round_


def page(db: Database, registry: Registry, now: datetime) -> str:
    """Return this week's list as the page that is filled in without a server."""
    worklist = current_worklist(db, registry, registry.judged, now)
    return worklist_page.page(
        worklist.tasks,
        title=title(registry, now),
        jurisdiction=registry.jurisdiction,
        on=clock.day(now),
    )


def read(registry: Registry, text: str) -> OfflineList:
    """Return the list in *text*; raises ListError unless it is whole and of this county."""
    given = offline_text.read(text)
    ours = registry.jurisdiction
    same = given.county == ours.code if given.county and ours.code else given.name == ours.name
    if not same:
        raise ListError(f"这是{given.name}的清单，本机是{ours.name}，不能登记")
    if not given.by.strip():
        raise ListError(UNSIGNED)
    if not given.entries:
        raise ListError(EMPTY)
    return given


def preview(
    registry: Registry, given: OfflineList, now: datetime, *, by: str, pictures: Pictures
) -> OfflineRound:
    """Return what *given* comes to, entered by *by*; nothing is kept and nobody is asked."""
    return offline_round.read(given, registry.accounts, now, by=by, pictures=pictures)


def keep(recorder: ObservationRecorder, round_: OfflineRound, now: datetime) -> JudgedRound:
    """Keep the whole of *round_* and judge its accounts; raises RoundRefused with every reason."""
    if not round_.is_sound and not any(claim.link for claim in round_.claims):
        raise RoundRefused(round_)
    try:
        return judged_round.enter(
            recorder,
            round_.claims,
            now,
            round_.answers,
            via=Means.OFFLINE,
            whole=round_.is_sound,
        )
    except ImportRefused as refused:
        raise RoundRefused(round_.refused(refused)) from refused
