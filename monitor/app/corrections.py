"""What people put right of the record: wording errors and answers that were entered in error."""

from collections.abc import Callable
from datetime import date, datetime

from monitor.cases.wording_errors import Correction, WordingError
from monitor.cases.wording_errors_store import WordingErrorStore
from monitor.model import Account, Answer, ChecklistItem, Means, clock
from monitor.model.errors import RequestError
from monitor.parsing.text import clean
from monitor.review.claims import signed
from monitor.system.connection import Database
from monitor.verdicts.answers import AnswerStore

NAME, REASON = 40, 200  # characters


def fix_wording_error(
    db: Database,
    number: int,
    by: str,
    on: date | None,
    now: datetime,
    *,
    via: Means = Means.CLI,
) -> None:
    """Record that a wording error was put right, today where *on* is None; raises RequestError."""
    _refuse_blank(by, "by")

    def decide(error: WordingError) -> Correction:
        if error.withdrawn:
            raise RequestError(f"{number} 号错敏信息已撤销（{error.withdrawn}），无需登记整改")
        today = clock.day(now)
        if on is not None and not error.found_on <= on <= today:
            raise RequestError("整改日期应在发现之后，且不晚于今天", "on")
        name = clean(by, NAME)
        return Correction(
            slip=number, at=now, by=name, field="fixed_on", value=on or today, via=via
        )

    _correct(db, number, decide)


def withdraw_wording_error(
    db: Database,
    number: int,
    by: str,
    reason: str,
    now: datetime,
    *,
    via: Means = Means.CLI,
) -> None:
    """Record that a wording error is none; raises RequestError."""
    _refuse_blank(by, "by")
    _refuse_blank(reason, "reason")

    def decide(error: WordingError) -> Correction:
        if error.withdrawn:
            raise RequestError(f"{number} 号错敏信息已撤销：{error.withdrawn}")
        name, why = clean(by, NAME), clean(reason, REASON)
        return Correction(slip=number, at=now, by=name, field="withdrawn", value=why, via=via)

    _correct(db, number, decide)


def withdraw_answer(
    db: Database, account: Account, item: ChecklistItem, by: str, reason: str, now: datetime
) -> Answer:
    """Withdraw the latest “no” on *item*, with what was entered at once; return it.

    Raises RequestError where there is none.
    """
    signer = signed(by)
    for words, field in ((signer, "by"), (clean(reason), "reason")):
        if not words:
            raise RequestError("不能为空", field)
    answers = (
        AnswerStore(db).answers(clock.BEGINNING, now, accounts=[account.id]).get(account.id, ())
    )
    nos = [answer for answer in answers if answer.item is item and not answer.good]
    if not nos:
        raise RequestError(f"{account.name}：{item.label}，没有可以撤销的“否”")
    last = nos[-1]
    entered = (answer.id for answer in nos if (answer.at, answer.by) == (last.at, last.by))
    AnswerStore(db).withdraw_answers(entered, f"{clock.day(now)} {signer}：{clean(reason, REASON)}")
    return last


def _refuse_blank(given: str, field: str) -> None:
    if not clean(given).strip():
        raise RequestError("不能为空", field)


def _correct(db: Database, number: int, decide: Callable[[WordingError], Correction]) -> None:
    def of_listed(errors: tuple[WordingError, ...]) -> Correction:
        error = next((error for error in errors if error.id == number), None)
        if error is None:
            raise RequestError(f"没有 {number} 号错敏信息")
        return decide(error)

    WordingErrorStore(db).add_correction(of_listed)
