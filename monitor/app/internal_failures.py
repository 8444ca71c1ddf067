"""An account that the program itself fails at: it alone is unknown, and staff are told of it."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from monitor.model import Account, Assessment, Check, Gap
from monitor.model.errors import MonitorError
from monitor.model.outcome import Outcome
from monitor.parsing.text import few
from monitor.verdicts.judge import unjudged
from reports import check_json
from reports.account_rows import ScreenRow

log = logging.getLogger(__name__)

NAMED = 10  # accounts, at most, that are named where the program failed
NOBODYS = (MonitorError, MemoryError, OSError)  # errors that no account has brought about

UNSHOWN = "程序显示该账号的结论时出错"

Checks = Callable[[Account], Sequence[Check]]


def ensure_renderable(
    assessment: Assessment,
    checks: Checks,
    newest_post_at: Mapping[str, datetime] = MappingProxyType({}),
    failure: str = UNSHOWN,
) -> Assessment:
    """Return *assessment*, unknown because of the *failure* where no form can print it."""
    try:
        render(newest_post_at, assessment)
    except NOBODYS:
        raise
    except Exception:
        log.exception("the verdict on %s cannot be told", assessment.account.id)
        gap = failure_gap(failure)
        return unjudged(assessment.account, checks(assessment.account), assessment.taken_at, gap)
    return assessment


def all_renderable(
    assessments: Sequence[Assessment],
    checks: Checks,
    newest_post_at: Mapping[str, datetime] = MappingProxyType({}),
    failure: str = UNSHOWN,
) -> tuple[Assessment, ...]:
    """Return *assessments* as ``ensure_renderable`` does; together, which takes half the time."""
    try:
        render(newest_post_at, *assessments)
    except NOBODYS:
        raise
    except Exception:  # noqa: BLE001  # which of them it is, is found and logged one by one
        return tuple(
            ensure_renderable(each, checks, newest_post_at, failure) for each in assessments
        )
    return tuple(assessments)


def render(newest_post_at: Mapping[str, datetime], *assessments: Assessment) -> None:
    """Raise where no form can print one of *assessments*."""
    for assessment in assessments:
        check_json.account(assessment)
        ScreenRow.of(assessment, assessment.account.name, newest_post_at)


def failure_gap(failure: str) -> Gap:
    """Return the gap of an account that the program failed at. *failure*: what it did then."""
    return Gap(
        outcome=Outcome.INTERNAL,
        message=f"{failure}，本次不作结论，其他账号不受影响；详情见日志",
    )


def message(assessments: Iterable[Assessment]) -> str:
    """Return a sentence on the accounts that our program failed at, empty where none."""
    names = [a.account.id for a in assessments if any(_is_ours(gap) for _, gap in a.gaps)]
    if not names:
        return ""
    listed = few(names, NAMED)
    return f"有{len(names)}个账号因程序处理出错无法判定（{listed}），详情见 data/monitor.log。"


def _is_ours(gap: Gap) -> bool:
    return gap.outcome is Outcome.INTERNAL
