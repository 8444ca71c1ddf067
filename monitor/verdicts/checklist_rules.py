"""What no program can time: safety and interaction, answered by a person each quarter. Pure.

The national rules fail an account on three groups, of which a program can time only one. The
items are the other two, as 张掖's bulletin (2025 Q3) and press summaries of 国办秘函〔2019〕19号
name them; every item is put so that 是 is in order.
"""

from collections.abc import Collection, Iterable, Iterator, Set
from datetime import date, datetime

from monitor.model import Answer, ChecklistItem, Finding, clock
from monitor.model.errors import CannotJudge
from monitor.parsing.text import clean

SAFETY = (ChecklistItem.WORDING, ChecklistItem.SECRETS, ChecklistItem.LINKS, ChecklistItem.OPINION)
RESPONSE = (ChecklistItem.INTERACTION, ChecklistItem.HONESTY)
SHORT = {  # what people call them; put so that 是 is in order here too
    ChecklistItem.WORDING: "表述",
    ChecklistItem.SECRETS: "保密",
    ChecklistItem.LINKS: "链接",
    ChecklistItem.OPINION: "舆情",
    ChecklistItem.INTERACTION: "互动",
    ChecklistItem.HONESTY: "诚信",
}
DONE = "本季已核"  # stands in a sheet where nothing is to be answered


def item_by_name(word: str) -> ChecklistItem | None:
    """Return the item that *word* names, by its key or its short name, None where it names none."""
    return next((item for item in ChecklistItem if word.strip() in (item.value, SHORT[item])), None)


def quarter_start(day: date) -> date:
    """Return the first day of the quarter of *day*: an answer counts until the next one begins."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_since(now: datetime) -> datetime:
    """Return the first moment of the quarter of *now*."""
    return clock.day_start(quarter_start(clock.day(now)))


def current(answers: Iterable[Answer], now: datetime) -> tuple[Answer, ...]:
    """Return the answer to each item that counts: a yes of this quarter, or a no.

    A no stands until somebody looks again: a quarter's turn puts nothing right. Of two answers
    given in the same second the one that comes last counts.
    """
    since = quarter_since(now)
    latest: dict[ChecklistItem, Answer] = {}
    for answer in sorted(answers, key=lambda answer: answer.at):
        if answer.at <= now + clock.CLOCK_SKEW:
            latest[answer.item] = answer
    return tuple(
        latest[item]
        for item in ChecklistItem
        if item in latest and (latest[item].at >= since or not latest[item].good)
    )


def finding_message(no: Answer) -> str:
    """Return the sentence of a finding on a no."""
    note = f"：{clean(no.note, 120)}" if no.note else ""
    return f"{heading(no.item)}{note}（{clock.show_day(no.at)}{no.by}核查）"


def is_withdrawn(answers: Collection[int], withdrawn: Set[int]) -> bool:
    """Say whether all *answers*, by their ids, were *withdrawn*."""
    return bool(answers) and set(answers) <= withdrawn


def heading(item: ChecklistItem) -> str:
    """Return the beginning of every finding on *item*."""
    return f"“{item.label}”一项不符合要求"


def faults(
    answers: Iterable[Answer], items: Collection[ChecklistItem], now: datetime, *, kind: str
) -> Iterator[Finding]:
    """Yield this quarter's noes on *items* as findings of *kind*.

    Raises CannotJudge where only an earlier quarter's no stands: nobody has looked since.
    """
    answers = tuple(answers)
    since = quarter_since(now)
    against = [
        answer for answer in current(answers, now) if answer.item in items and not answer.good
    ]
    fresh = [answer for answer in against if answer.at >= since]
    for answer in fresh:
        yield Finding(
            kind=kind,
            about=answer.item.value,
            detail=answer.note,
            answers=_repetitions(answer, answers),
            message=finding_message(answer),
            evidence=(answer.evidence,) if answer.evidence else (),
            seen_at=answer.at,
        )
    if against and not fresh:
        item_by_name = "、".join(f"“{answer.item.label}”" for answer in against)
        raise CannotJudge(f"{item_by_name}上次核对不符合要求，本季度尚未复核")


def _repetitions(no: Answer, answers: Iterable[Answer]) -> tuple[int, ...]:
    """Return the ids of *no* and its repetitions: same person, day and words."""
    content = _content(no)
    return tuple(
        sorted(answer.id for answer in answers if answer.id and _content(answer) == content)
    )


def _content(answer: Answer) -> tuple[ChecklistItem, bool, date, str, str]:
    return answer.item, answer.good, clock.day(answer.at), answer.by, answer.note


def unanswered(answers: Iterable[Answer], now: datetime) -> tuple[ChecklistItem, ...]:
    """Return the items not answered in the quarter of *now*."""
    since = quarter_since(now)
    done = {answer.item for answer in current(answers, now) if answer.at >= since}
    return tuple(item for item in ChecklistItem if item not in done)


def open_items(answers: Iterable[Answer], now: datetime) -> tuple[ChecklistItem, ...]:
    """Return the items to be checked: unanswered in the quarter of *now*, or with a no.

    A no is looked at again until somebody says yes (复查): nothing else puts it right.
    """
    given = current(answers, now)
    asked = {*unanswered(given, now), *(answer.item for answer in given if not answer.good)}
    return tuple(item for item in ChecklistItem if item in asked)
