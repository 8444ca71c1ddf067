"""What was found wrong with accounts, in the few words that a sentence of a paper has room for.

Nothing is cut: what is too long for a sentence is named by its kind there, and stands whole in
the annex. Who looked is nobody's business outside the office.
"""

from collections.abc import Sequence

from monitor.cases.case import OPENING_STEPS, Case
from monitor.figures import AccountFigures, PeriodFinding
from monitor.figures.account import UPDATING
from monitor.model import ChecklistItem, State, Verdict, codes
from monitor.model.outcome import Outcome
from monitor.parsing.text import clean
from reports import formatting
from reports.letter_wording import BY_ITEM
from reports.names import AGAIN, WORKBOOK, listed, with_unit

LONGEST = 5_000  # characters of what somebody wrote, taken whole
SENTENCE = 40  # that fit into a sentence of the body
CELL = 400  # into a cell of an annex
SILENT = (State.STALE, State.ZOMBIE, State.EMPTY)
UNSURE = "期末未能核实的有"
PAIRS = ("（）", "“”", "《》", "()", "【】")


def whole(text: str) -> str:
    """Return *text* in one line, uncut."""
    return clean(text, LONGEST).rstrip("。；，,;. ")


def fits(text: str, room: int) -> bool:
    """Say whether *text* can stand in a sentence: short, without an address, brackets closed."""
    closed = all(text.count(pair[0]) == text.count(pair[1]) for pair in PAIRS)
    return len(text) <= room and closed and "://" not in text and "…" not in text


def fault_of(problem: PeriodFinding, room: int) -> tuple[str, bool]:
    """Return what is wrong, and whether that is all there is to say."""
    if problem.check in codes.ANSWERED and problem.about in BY_ITEM:
        fault, detail = BY_ITEM[ChecklistItem(problem.about)][0], whole(problem.detail)
        if not detail:
            return fault, True
        return (f"{fault}：{detail}", True) if fits(detail, room) else (fault, False)
    if fits(message := whole(problem.message), room):
        return message, True
    if problem.check == codes.ABNORMAL_ACCOUNT and problem.kind in list(Outcome):
        return Outcome(problem.kind).label, False
    return problem.title, False


def in_full(problem: PeriodFinding) -> str:
    """Return the whole of what is wrong, as long as it may be."""
    if problem.check in codes.ANSWERED and problem.about in BY_ITEM:
        detail = whole(problem.detail)
        return BY_ITEM[ChecklistItem(problem.about)][0] + (f"：{detail}" if detail else "")
    return whole(problem.message)


def problems(row: AccountFigures) -> str:
    """Return every problem of *row*, whole."""
    return "；".join(dict.fromkeys(in_full(problem) for problem in row.problems))


def in_ledger(case: Case) -> str:
    """Return what a unit has to put right, by the finding where it is kept, whole."""
    opening = next(step for step in reversed(case.steps) if step.kind in OPENING_STEPS)
    found = [
        PeriodFinding(
            check=case.check,
            title=case.title,
            message=finding.message,
            about=finding.about,
            detail=finding.detail,
        )
        for finding in opening.findings
    ]
    told = "；".join(dict.fromkeys(map(in_full, found))) or whole(opening.text)
    return f"{case.title}：{told}" if told else case.title


def in_annex(row: AccountFigures) -> str:
    """Return the problems of *row* for a table whose other columns tell how long it was silent."""
    return "；".join(dict.fromkeys(_in_cell(problem) for problem in row.problems))


def _in_cell(problem: PeriodFinding) -> str:
    if problem.check == codes.SILENT_ACCOUNT:
        return problem.title
    text = in_full(problem)
    return text if len(text) <= CELL else fault_of(problem, CELL)[0]


def persists(row: AccountFigures, check: str) -> bool:
    """Say whether the problem that *check* found was still there at the closing look."""
    return check in row.failed_closing


def ended(row: AccountFigures, check: str) -> bool:
    """Say whether the closing look shows that the problem is no more; of silence, by a post."""
    if row.closing_verdict is Verdict.PASS:
        return True
    if check == codes.SILENT_ACCOUNT:
        return check not in row.failed_closing and row.state in UPDATING
    open_still = (*row.failed_closing, *row.unsure_closing)
    return row.closing_verdict is Verdict.FAIL and check not in open_still


def cases(accounts: Sequence[AccountFigures], check: str, see: str = "") -> str:
    """Return who still has the problem, who has put it right, who could not be seen again.

    *see*: the annex that holds what no sentence has room for.
    """
    still, over, fixed, unsure = _by_end(accounts, check)
    parts = [
        listed([f"{with_unit(row.account)}（{_fault(row, check, see)}）" for row in still], see)
    ]
    for lead, rows in ((over, fixed), (UNSURE, unsure)):
        parts.append(lead + listed([with_unit(row.account) for row in rows], see) if rows else "")
    return "；".join(filter(None, parts))


def cases_of_many(accounts: Sequence[AccountFigures], check: str, see: str = "") -> str:
    """Return the same of many counties: a few accounts by name, of more how many there are."""
    if len(accounts) <= AGAIN:
        return cases(accounts, check, see)
    still, over, fixed, unsure = _by_end(accounts, check)
    leads = (("期末仍未整改的有", still), (over, fixed), (UNSURE, unsure))
    return "，".join(f"{lead}{len(rows)}个" for lead, rows in leads if rows)


def _by_end(
    accounts: Sequence[AccountFigures], check: str
) -> tuple[list[AccountFigures], str, list[AccountFigures], list[AccountFigures]]:
    """Return who still has the problem, who has it no more and how that is called, the others."""
    still = [row for row in accounts if persists(row, check)]
    fixed = [row for row in accounts if ended(row, check)]
    settled = {row.account.id for row in (*still, *fixed)}
    unsure = [row for row in accounts if row.account.id not in settled]
    over = "期末已恢复更新的有" if check == codes.SILENT_ACCOUNT else "期末已整改的有"
    return still, over, fixed, unsure


def _fault(row: AccountFigures, check: str, see: str) -> str:
    if check == codes.SILENT_ACCOUNT and row.state in SILENT:
        days = formatting.idle(row)
        if days is None:
            return "从未发布" if row.state is State.EMPTY else "未见发布内容"
        return f"{days}天未更新"
    told = [fault_of(problem, SENTENCE) for problem in row.problems if problem.check == check]
    faults = "；".join(dict.fromkeys(fault for fault, _ in told))
    return faults if all(said for _, said in told) else f"{faults}，详见{see or WORKBOOK}"
