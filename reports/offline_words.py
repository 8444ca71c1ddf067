"""What an offline list comes to, in words: account by account, before anything is kept."""

from collections.abc import Iterator, Mapping

from monitor.model import ChecklistItem, clock
from monitor.parsing import dates, naming
from monitor.parsing.text import clean
from monitor.review.answers import ReviewAnswers
from monitor.review.claims import OBSERVATIONS, PersonClaim
from monitor.review.offline_round import OfflineRound, OfflineRow
from monitor.verdicts.checklist_rules import SHORT

LONGEST = 120  # characters of what somebody typed
FIELDS = {
    "account": "账号",
    "link": "链接",
    "newest": "最新内容时间",
    "none_since": "自何时起没有内容",
    "screenshot": "截图",
    "seen": "查看时间",
    "note": "备注",
    "by": "登记人",
} | {item.value: SHORT[item] for item in ChecklistItem}


def heading(round_: OfflineRound) -> str:
    """Return whose list it is, and what it holds."""
    given = round_.list
    lacking = sum(row.lacks_picture for row in round_.rows)
    wrong = sum(bool(row.faults) for row in round_.rows)
    parts = [f"{given.name}{given.on}清单，{clean(given.by, 40)}查看，{len(round_.rows)}个账号"]
    parts += [f"{wrong}个不能登记"] if wrong else []
    parts += [f"其中{lacking}个须附截图"] if lacking else []
    return "，".join(parts)


def name(row: OfflineRow) -> str:
    """Return the account as people call it, its id where the register has none."""
    return naming.full(row.account) if row.account else clean(row.entry.account, LONGEST)


def told(row: OfflineRow) -> str:
    """Return what is kept of an account; what cannot be kept is shown as it was typed."""
    entry = row.entry
    if row.claim or row.checked:
        return "；".join((*entered(row.claim, row.checked), *_noted(entry.note)))
    typed = {key: clean(getattr(entry, key), LONGEST) for key in OBSERVATIONS}
    parts = [f"{FIELDS[key]}：{text}" for key, text in typed.items() if text]
    return "；".join((*parts, *_noted(entry.note)))


def entered(claim: PersonClaim | None, checked: ReviewAnswers | None) -> Iterator[str]:
    """Yield what a person saw and answered."""
    if claim is not None:
        yield _seen(claim)
    if checked is not None:
        yield from _answered(checked.answers)
    if claim is not None and claim.link is None:
        yield f"{clock.show(claim.at)}查看"
    elif claim is None and checked is not None:
        yield f"{clock.show(checked.at)}查看"
    if (claim and claim.proof) or (checked and checked.proof):
        yield "附截图"


def faults(row: OfflineRow) -> tuple[str, ...]:
    """Return why it cannot be kept, each reason with its field."""
    return tuple(f"{FIELDS.get(key, key)}：{why}" for key, why in row.faults.items())


def _answered(answers: Mapping[ChecklistItem, bool]) -> Iterator[str]:
    bad = [SHORT[item] for item, good in answers.items() if not good]
    good = [SHORT[item] for item, good in answers.items() if good]
    if bad:
        yield f"{'、'.join(bad)}答“否”"
    if good:
        yield (
            f"{len(good)}项均正常" if len(good) == len(ChecklistItem) else f"{'、'.join(good)}正常"
        )


def _noted(note: str) -> Iterator[str]:
    if text := clean(note, LONGEST):
        yield f"备注“{text}”"


def _seen(claim: PersonClaim) -> str:
    if claim.link is not None:
        when = f"（{clock.show(claim.link.at)}）" if claim.link.at else "（时间由程序核实）"
        return f"最新内容 {clean(claim.link.url, LONGEST)}{when}"
    if claim.newest is not None:
        return f"最新内容 {dates.shown(claim.newest.at, claim.newest.precision)}"
    since = claim.none_since or clock.BEGINNING
    if since <= clock.BEGINNING:
        return "从未发布"
    return f"自 {dates.day_or_minute(since)} 起没有内容"
