"""The date that an article's own page states."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bs4 import BeautifulSoup

from monitor.model import clock
from monitor.parsing import dates
from monitor.parsing.dates import Moment, Zone
from monitor.sources.questions import Witness
from monitor.sources.webpage import article_header, metas, unread
from monitor.sources.webpage.date_in_text import FINER, PageTime
from monitor.sources.webpage.page import Page, shown

BESIDE_SOURCE = "来源旁日期"
TORN = "网页代码残缺处的日期"


class StatedDate(NamedTuple):
    """The date a page states, or why it states none. *by*: where; *other*: what contradicts it.

    *coded*: it stands in markup for programs only, nowhere in the text.
    """

    moment: Moment | None
    fault: str = ""
    by: str = ""
    other: Witness | None = None
    coded: bool = False


def witnesses(page: Page, seen_at: datetime, zone: Zone) -> tuple[Witness, ...]:
    """Return every statement of publication on *page*."""
    tree, seen = _read(page, seen_at, zone)
    statements = (*_metas(tree, seen, seen_at), *_labelled(tree, seen, seen_at))
    return (*statements, *_swallowed(page, statements, seen, seen_at))


def meta_date(page: Page, seen_at: datetime, zone: Zone) -> StatedDate:
    """Return the PubDate of *page*, which the rules for government sites demand.

    There is none where one of several metas cannot be read, or two disagree.
    """
    tree, seen = _read(page, seen_at, zone)
    statements = _metas(tree, seen, seen_at)
    return _doubted(_agreed(statements), _swallowed(page, statements, seen, seen_at))


def article_date(page: Page, seen_at: datetime, zone: Zone) -> StatedDate:
    """Return the PubDate of *page*, else the date that its text labels as published."""
    tree, seen = _read(page, seen_at, zone)
    in_metas, labelled = _metas(tree, seen, seen_at), _labelled(tree, seen, seen_at)
    stated = _article_date(in_metas, _agreed(in_metas), _agreed(labelled))
    return _doubted(stated, _swallowed(page, (*in_metas, *labelled), seen, seen_at))


def _article_date(
    in_metas: Sequence[Witness], stated: StatedDate, labelled: StatedDate
) -> StatedDate:
    if stated.moment is None:
        empty = all(not any(map(str.isdigit, witness.fault)) for witness in in_metas)
        return labelled if empty and labelled.moment is not None else _first(stated, labelled)
    if labelled.moment is not None and _apart(stated.moment, labelled.moment):
        return stated._replace(other=Witness(labelled.by, labelled.moment))
    return stated._replace(coded=labelled.moment is None)


def _doubted(stated: StatedDate, swallowed: Sequence[Witness]) -> StatedDate:
    """Return *stated*, contradicted by a date that broken markup swallowed."""
    if stated.moment is None or stated.other is not None or not swallowed:
        return stated
    return stated._replace(other=swallowed[0])


def _swallowed(
    page: Page, statements: Sequence[Witness], seen: PageTime, seen_at: datetime
) -> tuple[Witness, ...]:
    """Return the newest date in broken markup, newer than each of *statements*."""
    newest = max(
        (clock.day(witness.moment.at) for witness in statements if witness.moment), default=None
    )
    lost = [
        moment
        for moment in unread.swallowed(page, seen)
        if not dates.fault(moment, seen_at) and (newest is None or clock.day(moment.at) > newest)
    ]
    return (Witness(TORN, max(lost, key=lambda moment: moment.at)),) if lost else ()


def _first(stated: StatedDate, labelled: StatedDate) -> StatedDate:
    return stated if stated.fault else labelled


def _read(page: Page, seen_at: datetime, zone: Zone) -> tuple[BeautifulSoup, PageTime]:
    return shown(page.tree()), PageTime(made_at=page.made_at or seen_at, zone=zone)


def _metas(tree: BeautifulSoup, seen: PageTime, seen_at: datetime) -> tuple[Witness, ...]:
    return tuple(
        _witness(by, written, seen.read(written), seen_at) for by, written in metas.stated(tree)
    )


def _labelled(tree: BeautifulSoup, seen: PageTime, seen_at: datetime) -> tuple[Witness, ...]:
    hints = article_header.statements(tree, seen)
    stated = (
        _witness(hint.label or BESIDE_SOURCE, hint.written, hint.moment, seen_at) for hint in hints
    )
    return tuple(dict.fromkeys(stated))


def _witness(by: str, written: str, moment: Moment | None, seen_at: datetime) -> Witness:
    if moment is None:
        return Witness(by, None, f"{by}“{written[:40]}”不是可识别的日期")
    fault = dates.fault(moment, seen_at)
    return Witness(by, None, f"{by}“{written[:40]}”：{fault}") if fault else Witness(by, moment)


def _agreed(statements: Sequence[Witness]) -> StatedDate:
    """Return the finest of *statements* that agree, else which two disagree."""
    unread = next((witness for witness in statements if witness.fault), None)
    if unread is not None:
        return StatedDate(None, unread.fault, unread.by)
    dated = [(witness, witness.moment) for witness in statements if witness.moment is not None]
    if not dated:
        return StatedDate(None)
    for witness, moment in dated[1:]:
        if _apart(dated[0][1], moment):
            first = f"{dated[0][0].by} {clock.day(dated[0][1].at)}"
            return StatedDate(
                None, f"{first} 与{witness.by} {clock.day(moment.at)} 不一致", witness.by
            )
    best, moment = min(dated, key=lambda pair: FINER[pair[1].precision])
    return StatedDate(moment, by=best.by)


def _apart(first: Moment, second: Moment) -> bool:
    return clock.day(first.at) != clock.day(second.at)
