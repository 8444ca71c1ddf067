"""Dates as they stand among other words: which of them tells of publication."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from monitor import clock, dates
from monitor.dates import Moment, Zone

LINE = 60  # characters of a line about an item; longer texts are summaries and tell of events
FULL_DATE = re.compile(
    r"(?<![\d.\-/])(?:19|20)\d\d\s*(?:年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?|([-/.])\d{1,2}\1\d{1,2})"
    r"(?!\d)(?:[日T\s]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
)
SPLIT_DATES = (  # one date in two tags: the day large, the year beside it
    re.compile(r"^(?P<d>\d{1,2})\s*[日/]?\s+(?P<y>20\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*月?$"),
    re.compile(r"^(?P<y>20\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]?\s+(?P<d>\d{1,2})\s*日?$"),
    re.compile(r"^(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?\s+(?P<y>20\d\d)\s*年?$"),
    re.compile(r"^(?P<y>20\d\d)\s*年?\s+(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?$"),
)
OTHER = re.compile(
    r"(?:成文|印发|发文|签发|施行|实施|生效|失效|废止|截止|截至|有效|打印|会议|活动)"
    r"(?:日期|时间|期限?|期至|于)?\s*[:：]?\s*$"
)
PUBLISHED = re.compile(r"(?:发布|发表|发稿|上网|公开)(?:日期|时间|于)?\s*[:：]?\s*$")
MAYBE = re.compile(r"[\d刚昨今前年]")
DIGIT = re.compile(r"\d")
CLOCK_ONLY = "time-of-day"  # as likely the length of a video as the time of today
LABEL = 20  # characters before a date within which its label stands


def moment_among(texts: Sequence[str], seen_at: datetime, zone: Zone) -> Moment | None:
    """Return when the thing described by *texts* was published, None where they do not say.

    A date that is labelled as another one (成文日期 is when a document was signed) is none.
    """
    written = (*_labelled(texts), *_split(texts), *_alone(texts), *_within(texts))
    return _first(written, seen_at, zone)


def published_in(page_text: str, seen_at: datetime, zone: Zone) -> Moment | None:
    """Return the date that a whole page labels as that of its publication."""
    return _first(_labelled((page_text,)), seen_at, zone)


def says_date(text: str, seen_at: datetime) -> bool:
    """Say whether *text* is a date and nothing else."""
    return _first(_alone((text,)), seen_at, clock.BEIJING) is not None


def _first(written: Iterable[str], seen_at: datetime, zone: Zone) -> Moment | None:
    for text in written:
        moment = dates.read(text, seen_at, zone=zone)
        if moment is not None and moment.rule != CLOCK_ONLY:
            return moment
    return None


def _labelled(texts: Sequence[str]) -> Iterator[str]:
    joined = " ".join(texts)
    for found in FULL_DATE.finditer(joined):
        if PUBLISHED.search(_before(joined, found.start())):
            yield found.group()


def _split(texts: Sequence[str]) -> Iterator[str]:
    for one, other in pairwise(texts):
        for form in SPLIT_DATES:
            if found := form.match(f"{one} {other}"):
                yield f"{found['y']}-{int(found['m']):02d}-{int(found['d']):02d}"


def _alone(texts: Sequence[str]) -> Iterator[str]:
    before = ""
    for text in texts:
        digit = DIGIT.search(text)
        label = before + text[: digit.start() if digit else 0]
        if len(text) <= LINE and MAYBE.search(text) and not OTHER.search(label[-LABEL:]):
            yield text
        before = text


def _within(texts: Sequence[str]) -> Iterator[str]:
    before = ""
    for text in texts:
        for found in FULL_DATE.finditer(text if len(text) <= LINE else ""):
            if not OTHER.search(_before(before + text, len(before) + found.start())):
                yield found.group()
        before = text


def _before(text: str, start: int) -> str:
    return text[max(start - LABEL, 0) : start]
