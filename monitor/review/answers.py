"""What a person answers to the checklist in a row of the sheet, from words to values. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model import Account, Answer, ChecklistItem
from monitor.parsing.tables.cells import blank, truth
from monitor.parsing.text import clean
from monitor.review.attachments import Proof
from monitor.review.claims import FieldError, signed
from monitor.verdicts.checklist import DONE, quarter_since

NOTHING = frozenset({DONE, "未查"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswers:
    """The answers of one person on one account, understood.

    *at*: when they looked at the latest, *since*: at the earliest; *dated*: they said so
    themselves, it is not the sheet's own time.
    """

    account: Account
    answers: Mapping[ChecklistItem, bool]
    by: str
    at: datetime
    since: datetime
    dated: bool = True
    note: str = ""
    proof: Proof | None = None

    def anew(self, known: Iterable[Answer]) -> "ReviewAnswers":
        """Return this without what a sheet merely tells again of the same person."""
        told = {(one.item, one.good) for one in known if self._tells_again(one)}
        fresh = {item: good for item, good in self.answers.items() if (item, good) not in told}
        return replace(self, answers=fresh)

    def _tells_again(self, one: Answer) -> bool:
        """Say whether this may be the look that *one* was given after.

        A dated one is of its own time. An undated one is of its quarter, and what was taken back
        takes more than an undated row to be said again.
        """
        if one.by != self.by:
            return False
        if self.dated:
            return self.since <= one.at <= self.at
        return bool(one.withdrawn) or quarter_since(one.at) == quarter_since(self.at)

    def made(self, evidence: str) -> tuple[Answer, ...]:
        """Return the answers; *evidence*: where the proof stands."""
        return tuple(
            Answer(item=item, good=good, at=self.at, by=self.by, note=self.note, evidence=evidence)
            for item, good in self.answers.items()
        )


def parse_answers(
    words: Mapping[ChecklistItem, str],
    account: Account,
    *,
    by: str,
    note: str,
    proof: Proof | None,
    looked: Callable[[], tuple[datetime, datetime]],
    dated: bool = True,
) -> ReviewAnswers | None:
    """Return what *words* answer, None where they answer nothing; raises Misread.

    *looked* says when the person looked, at the latest and at the earliest, and raises Misread
    where that serves no more; *dated*: those were the person's own words.
    """
    said: dict[ChecklistItem, bool] = {}
    for item, word in words.items():
        if blank(word) or word.strip() in NOTHING:
            continue
        good = truth(word)
        if good is None:
            raise FieldError(item.value, f"只填“是”或“否”，不应为“{clean(word, 20)}”")
        said[item] = good
    if not said:
        return None
    name = signed(by)
    if not name:
        raise FieldError("by", "请写查看人姓名")
    if not all(said.values()) and not note.strip():
        raise FieldError("note", "答“否”的须在备注中说明情况")
    at, since = looked()
    return ReviewAnswers(
        account=account,
        answers=said,
        by=name,
        at=at,
        since=since,
        dated=dated,
        note=clean(note, 200),
        proof=proof,
    )
