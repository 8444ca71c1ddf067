"""A verdict on one account in one sentence, as it is told right after a look."""

from collections.abc import Iterator, Sequence

from monitor.model import Assessment, NoteKind, Verdict, texts_of
from monitor.parsing.text import clean
from monitor.verdicts import summary
from reports.account_rows import explanation

OPENS = "不合格的问题由下次 monitor check 立案。"
LONGEST = 200  # characters of an explanation


def called(assessment: Assessment) -> str:
    """Return the verdict with its state where the state says more: ``不合格（超期未更新）``."""
    verdict = assessment.verdict.label
    state = summary.display_status(assessment.verdict, assessment.state).label
    return verdict if state == verdict else f"{verdict}（{state}）"


def sentence(assessment: Assessment) -> str:
    """Return the verdict and why, and which looks cannot both be right, without a full stop."""
    why = clean(explanation(assessment), LONGEST).rstrip("。；")
    for note in texts_of(assessment.notes, NoteKind.CONTRADICTION):
        told = clean(note, LONGEST).rstrip("。；")
        if told not in why:
            why = f"{why}；{told}" if why else told
    return f"{called(assessment)}：{why}" if why else called(assessment)


def told(assessments: Sequence[Assessment]) -> Iterator[str]:
    """Yield what is told of *assessments* right after the entry that they rest on."""
    for assessment in assessments:
        yield f"结论：{sentence(assessment)}。"
    yield from outlook(assessments)


def outlook(assessments: Sequence[Assessment]) -> Iterator[str]:
    """Yield what becomes of a fault: an entry opens no case, a check does."""
    if any(assessment.verdict is Verdict.FAIL for assessment in assessments):
        yield OPENS


def counted(assessments: Sequence[Assessment]) -> str:
    """Return how many accounts got which verdict, the worst first, those without any left out."""
    numbers = summary.count(assessments).verdicts
    return "，".join(f"{v.label} {numbers[v]} 个" for v in summary.VERDICTS if numbers[v])
