"""What a person answers to the checklist in a row of the sheet, from words to values. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.byhand.proofs import Proof
from monitor.byhand.saying import Misread
from monitor.checklist import DONE, truth
from monitor.model import Account, Answer, Item
from monitor.text import clean, joined

NOTHING = frozenset({"", DONE, "未查", "-", "—", "——"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The answers of one person on one account, understood.

    *at*: when they looked; *dated*: they said so themselves, it is not the sheet's own time.
    """

    account: Account
    answers: Mapping[Item, bool]
    by: str
    at: datetime
    dated: bool = True
    note: str = ""
    proof: Proof | None = None

    def anew(self, known: Iterable[Answer]) -> "Checked":
        """Return this without what a sheet merely tells again of the same person.

        An undated sheet tells again what was told before; a dated one, what was taken back since.
        """
        own = [one for one in known if one.by == self.by]
        told = {
            (one.item, one.good)
            for one in own
            if not self.dated or (one.withdrawn and one.at == self.at)
        }
        fresh = {item: good for item, good in self.answers.items() if (item, good) not in told}
        return replace(self, answers=fresh)

    def made(self, evidence: str) -> tuple[Answer, ...]:
        """Return the answers; *evidence*: where the proof stands."""
        return tuple(
            Answer(item=item, good=good, at=self.at, by=self.by, note=self.note, evidence=evidence)
            for item, good in self.answers.items()
        )


def understood(
    words: Mapping[Item, str],
    account: Account,
    *,
    by: str,
    note: str,
    proof: Proof | None,
    looked: Callable[[], tuple[datetime, datetime]],
    dated: bool = True,
) -> Checked | None:
    """Return what *words* answer, None where they answer nothing; raises Misread.

    *looked* says when the person looked at the latest, and raises Misread where that serves no
    more; *dated*: those were the person's own words.
    """
    said: dict[Item, bool] = {}
    for item, word in words.items():
        if word.strip() in NOTHING:
            continue
        good = truth(word)
        if good is None:
            raise Misread(item.value, f"只填“是”或“否”，不应为“{clean(word, 20)}”")
        said[item] = good
    if not said:
        return None
    if not by.strip():
        raise Misread("by", "请写查看人姓名")
    if not all(said.values()) and not note.strip():
        raise Misread("note", "答“否”的须在备注中说明情况")
    return Checked(
        account=account,
        answers=said,
        by=joined(clean(by, 40)),
        at=looked()[0],
        dated=dated,
        note=clean(note, 200),
        proof=proof,
    )
