"""Dates among other words: which of them is that of publication."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from monitor.model import Precision, clock
from monitor.parsing import dates
from monitor.parsing.dates import Moment, Zone
from monitor.sources.webpage import labels
from monitor.sources.webpage.labels import Meaning
from monitor.sources.webpage.split_dates import parted

LINE = 60  # characters of a line about an item; longer texts are summaries and tell of events
FULL_DATE = re.compile(
    r"(?<![\d.\-/])(?:19|20)\d\d\s*(?:年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?|([-/.])\d{1,2}\1\d{1,2})"
    r"(?!\d)(?:[日T\s]*\d{1,2}[:：∶]\d{2}(?:[:：∶]\d{2})?)?"
)
MAYBE = re.compile(
    r"[\d刚剛昨今前]|[〇○零一二三四五六七八九十廿卅]\s*[月年]|\b(?:ago|now|today|yesterday)\b", re.I
)
SPOT = re.compile(r"\d|[刚剛昨今前]|[〇○零一二三四五六七八九十廿卅]{1,4}\s*[年月]")
CLOCK_ONLY = "time-of-day"  # as likely the length of a video as the time of today
YEARLESS = "month-day"  # the rule of a date that leaves its year to the reader
RELATIVE = frozenset({"now", "ago", "months-ago", "named-day", "weekday"})
FINER = {precision: rank for rank, precision in enumerate(Precision)}
LISTED = "列表日期"
CELL = 6  # characters of a word that labels the date in the next tag
LABEL = 30  # characters before a date within which its label stands


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTime:
    """When a page was made, from which relative words count, and the zone of its dates."""

    made_at: datetime
    zone: Zone

    def read(self, text: str) -> Moment | None:
        """Return the moment that *text* names, None where it names none or only a clock's."""
        return _read(text, self.made_at, self.zone)


@lru_cache(maxsize=4096)  # a page says the same dates again and again
def _read(text: str, made_at: datetime, zone: Zone) -> Moment | None:
    moment = dates.read(text, made_at, zone=zone)
    return None if moment is None or moment.rule == CLOCK_ONLY else moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The date of publication of an item. *by*: its place, as staff call it.

    *fault*: why there is none. *meaning* DOCUMENT: it was published then or later. *other*: a
    second date beside it; nothing says which of them is that of publication.
    """

    moment: Moment | None = None
    by: str = ""
    fault: str = ""
    meaning: Meaning = Meaning.PLAIN
    other: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateHint:
    """One date among the texts: *rank* says how surely it is the item's own.

    *moment* is None where *written* stands behind a label and cannot be read.
    """

    rank: int
    meaning: Meaning
    moment: Moment | None
    label: str
    written: str


NOTHING = Dated()
_LABELLED, WHOLE, _WITHIN = range(3)


def dated(texts: Sequence[str], seen: PageTime, *, counted: bool = False) -> Dated:
    """Return when the thing described by *texts* was published, as far as they say.

    A date labelled otherwise does not count, but 成文日期, when a document was signed, is the
    earliest day possible. *counted*: bare numbers beside dates are counts of views.
    """
    hints = list(date_hints(texts, seen))
    published = [hint for hint in hints if hint.meaning is Meaning.PUBLISHED]
    if published:
        moments = [hint.moment for hint in published if hint.moment is not None]
        return of_label(published[0].label, moments) if moments else unread(published[0])
    pairs = [pair for pair in parted(texts) if not (counted and pair.bare)]
    whole = [m for m in (seen.read(pair.written) for pair in pairs) if m is not None]
    if whole:
        return Dated(moment=whole[0], by="分列的日期")
    hints = [hint for hint in hints if hint.moment is not None]
    for rank in (_LABELLED, WHOLE, _WITHIN):
        plain = [o for o in hints if o.rank == rank and o.meaning in (Meaning.PLAIN, Meaning.NONE)]
        if plain:
            return unsure(plain[0].label or LISTED, [hint.moment for hint in plain if hint.moment])
    signed = [hint for hint in hints if hint.meaning is Meaning.DOCUMENT]
    if signed:
        return Dated(moment=signed[0].moment, by=signed[0].label, meaning=Meaning.DOCUMENT)
    return NOTHING


def of_label(label: str, moments: Sequence[Moment]) -> Dated:
    """Return the date under *label*, a fault where two different days stand under it."""
    days = sorted({clock.day(moment.at) for moment in moments})
    if len(days) > 1:
        return Dated(by=label, fault=f"标有两个不同的发布日期（{days[0]}、{days[-1]}），无法采信")
    finest = min(moments, key=lambda moment: FINER[moment.precision])
    return Dated(moment=finest, by=label, meaning=Meaning.PUBLISHED)


def unsure(label: str, moments: Sequence[Moment]) -> Dated:
    """Return the unlabelled date; where there are two, both stand."""
    first = moments[0]
    others = [m for m in moments[1:] if abs(clock.natural_days(first.at, m.at)) >= 1]
    others = [m for m in others if not (_vague(m) or _vague(first))]
    if not others:
        return Dated(moment=first, by=label)
    earlier, later = sorted((first, others[0]), key=lambda moment: moment.at)
    return Dated(moment=later, by=label, other=earlier)


def unread(hint: DateHint) -> Dated:
    """Return a fault that quotes the unreadable date behind a label."""
    return Dated(by=hint.label, fault=f"{hint.label}“{hint.written[:30]}”不是可识别的日期")


def whole_date(text: str, seen: PageTime) -> bool:
    """Say whether *text* is a date, perhaps with its label, and nothing else."""
    hints = date_hints((text,), seen)
    return any(hint.moment is not None and hint.rank in (_LABELLED, WHOLE) for hint in hints)


def _vague(moment: Moment) -> bool:
    """Say whether *moment* was relative to the time of reading: it may be a day off."""
    return moment.rule in RELATIVE


def date_hints(texts: Sequence[str], seen: PageTime) -> Iterator[DateHint]:
    earlier = ""
    for text in texts:
        if len(text) <= LINE and MAYBE.search(text):
            yield from in_line(text, earlier, seen)
        earlier = text


def in_line(text: str, earlier: str, seen: PageTime) -> Iterator[DateHint]:
    """Yield the dates of one line: behind labels, the whole line, or within it."""
    full_dates = list(FULL_DATE.finditer(text))
    first = SPOT.search(text)
    spots = [(match.start(), match.group()) for match in full_dates]
    if first and not spots:
        spots = [(first.start(), text[first.start() :])]
    labelled = False
    for start, written in spots:
        meaning, label = _label(text[:start], earlier)
        if meaning is not Meaning.NONE:
            labelled = True
            moment = (seen.read(text[start:]) if len(spots) == 1 else None) or seen.read(written)
            yield DateHint(
                rank=_LABELLED, meaning=meaning, moment=moment, label=label, written=written
            )
    if labelled:
        return
    whole = seen.read(text) if len(full_dates) < 2 else None
    moments = [whole] if whole else [seen.read(match.group()) for match in full_dates]
    for moment in moments:
        if moment is not None:
            rank = WHOLE if whole else _WITHIN
            yield DateHint(rank=rank, meaning=Meaning.NONE, moment=moment, label="", written=text)


def _label(text: str, earlier: str) -> tuple[Meaning, str]:
    """Return meaning and label of a date, by the text before it or the cell before."""
    if text.strip(" \t[【(（〔〖|·-"):
        words = text[-LABEL:]
        return labels.before(words), _short(words)
    meaning = labels.cell(earlier)
    if meaning is Meaning.NONE and (len(earlier) <= CELL or labels.ENDS.search(earlier)):
        meaning = labels.before(earlier[-LABEL:])  # not what a title happens to end in
    return meaning, _short(earlier[-LABEL:])


def _short(label: str) -> str:
    """Return the label itself, without what stands before it in the same line."""
    text = label.strip(" \t:：∶[]【】()（）〔〕〖〗")
    named = labels.NAMED.search(text)
    words = [named.group()] if named else re.split(r"[\s|｜，,；;]+", text)
    return "".join(words[-1].split())[-12:]
