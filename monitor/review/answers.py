"""What a person answers to the checklist in a row of the sheet, from words to values. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model import Account, Answer, ChecklistItem
from monitor.parsing.tables.cells import blank, truth
from monitor.parsing.text import clean
from monitor.review.attachments import Proof
from monitor.review.claims import FieldError, Listed, signed
from monitor.verdicts.checklist_rules import DONE, quarter_since

NOTHING = frozenset({DONE, "未查"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswers:
    """The answers of one person on one account, understood.

    *at*, *since*: the latest and the earliest moment at which they may have looked. *dated*: they
    gave it themselves; otherwise it is the time at which the sheet was saved. *listed*: where
    they stand in a list, which another person may enter again.
    """

    account: Account
    answers: Mapping[ChecklistItem, bool]
    by: str
    at: datetime
    since: datetime
    dated: bool = True
    note: str = ""
    proof: Proof | None = None
    listed: Listed | None = None

    def anew(self, earlier: Iterable[Answer]) -> "ReviewAnswers":
        """Return this without the answers that only repeat one of *earlier* by the same person."""
        repeated = {(answer.item, answer.good) for answer in earlier if self._repeats(answer)}
        fresh = {item: good for item, good in self.answers.items() if (item, good) not in repeated}
        return replace(self, answers=fresh)

    def _repeats(self, answer: Answer) -> bool:
        """Say whether *answer* may have been given after the same look.

        A dated row repeats an answer of its own time; an undated one an answer of its quarter,
        or one that was withdrawn: only a dated row can give that again.
        """
        if self.listed and answer.at == self.at and answer.note in self.listed.remarks:
            return True
        if answer.by != self.by:
            return False
        if self.dated:
            return self.since <= answer.at <= self.at
        return bool(answer.withdrawn) or quarter_since(answer.at) == quarter_since(self.at)

    def made(self, evidence: str) -> tuple[Answer, ...]:
        """Return the answers to keep; *evidence*: the place of the proof in the evidence."""
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
    """Return the answers in *words*, None where there are none; raises FieldError.

    *looked* returns the latest and the earliest moment at which the person may have looked, and
    raises FieldError where that is too long ago. *dated*: the person gave that moment.
    """
    answers: dict[ChecklistItem, bool] = {}
    for item, word in words.items():
        if blank(word) or word.strip() in NOTHING:
            continue
        good = truth(word)
        if good is None:
            raise FieldError(item.value, f"只填“是”或“否”，不应为“{clean(word, 20)}”")
        answers[item] = good
    if not answers:
        return None
    name = signed(by)
    if not name:
        raise FieldError("by", "请写查看人姓名")
    if not all(answers.values()) and not note.strip():
        raise FieldError("note", "答“否”的须在备注中说明情况")
    at, since = looked()
    return ReviewAnswers(
        account=account,
        answers=answers,
        by=name,
        at=at,
        since=since,
        dated=dated,
        note=clean(note, 200),
        proof=proof,
    )
