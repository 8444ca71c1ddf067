"""What the papers of one page say of a period: sums, comparison, who failed, who is not judged."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from monitor.figures import AccountFigures, Figures
from monitor.model import Platform, State, Verdict
from monitor.model import rate as rates
from reports.account_lists import by_unit, in_order, marked, with_fault
from reports.document_model import shown
from reports.line_fitting import ENOUGH, fitted
from reports.rechecks import outcomes
from reports.unknown_causes import cause_of

WORKBOOK = "附表"
LINE = 26.0  # characters of the body
LINES = (14, 12, *range(10, 0, -1))  # of the list of who fails still: as many as the page holds
ENDS = {
    Verdict.FAIL: "仍不合格",
    Verdict.UNKNOWN: "未能核实是否已整改",
    Verdict.PASS: "已合格",
}


def phrases(figures: Figures, lines: int = LINES[0]) -> dict[str, Any]:
    """Return what a template of one page may name besides; *lines*: of its longest list."""
    others = 2 if lines > 3 else 1
    return {
        "checked": checked(figures),
        "to_view": to_view(figures),
        "times": _times(figures),
        "compared": compared(figures) if figures.total.tally.judged else "",
        "put_right": put_right(figures),
        "failing_by_end": tuple(_failing(figures, lines, others)),
        "unknown_causes": _unknown(figures, others + 1),
        "filed_media": sum(
            bool(row.account.filed) and row.account.platform is not Platform.WEBSITE
            for row in figures.accounts
        ),
    }


def checked(figures: Figures) -> str:
    """Return how often was checked, and with what result."""
    word, total = figures.period.word, figures.total.tally
    if not figures.spotchecks:
        return f"{word}未开展检查，没有可以统计的检查结果。"
    times = f"{word}{_times(figures)}，检查账号{total.looked}个"
    unknown = f"无法判定{total.unknown}个"
    if not total.judged:
        return f"{times}，没有能够作出判定的账号，{unknown}。"
    return f"{times}：合格{total.passed}个，不合格{total.failed}个，{unknown}。"


def _times(figures: Figures) -> str:
    """Return how often was checked; what saw nothing, and what was asked for, is no such check."""
    checks = figures.checks
    if checks.number:
        return f"检查{checks.number}次{'' if checks.full else '（均为抽查）'}"
    if checks.selected:
        return "未开展全面检查和抽查"
    return "的检查均未能看到账号"


def compared(figures: Figures) -> str:
    """Return the rate and the failing accounts beside those of the period before."""
    now, before, word = figures.total.tally, figures.before, figures.period.word_before
    told = f"合格率{shown(now.pass_rate, figures.decimals)}，"
    if before is None or not before.tally.judged:
        why = "无历史数据" if before is None else "没有作出判定的账号"
        return f"{told}{word}{why}，不作比较。"
    earlier = before.tally
    told += f"较{word}的{shown(earlier.pass_rate, figures.decimals)}"
    told += rates.change(now.pass_rate, earlier.pass_rate, figures.decimals)
    if earlier.failed == now.failed:
        return f"{told}；不合格账号与{word}同为{now.failed}个。"
    verb = "增至" if now.failed > earlier.failed else "减至"
    return f"{told}；不合格账号由{word}的{earlier.failed}个{verb}{now.failed}个。"


def put_right(figures: Figures) -> str:
    """Return what became of the accounts that failed in the period before, empty without any."""
    parts = list(filter(None, [outcomes(figures.rectified)]))
    if figures.left_failing:
        parts.append(f"已关停注销或整合{len(figures.left_failing)}个")
    if figures.dropped:
        parts.append(f"结论已更正或撤销{figures.dropped}个")
    number = len(figures.rectified) + len(figures.left_failing) + figures.dropped
    lead = f"{figures.period.word_before}不合格的账号{number}个"
    return f"{lead}：{'，'.join(parts)}。" if number else ""


def failing_by_end(figures: Figures) -> Iterator[tuple[Verdict, str, list[AccountFigures]]]:
    """Yield the failing accounts by how they stood at the end, with the words that lead in."""
    for verdict, words in ENDS.items():
        rows = [row for row in figures.failing if row.closing_verdict is verdict]
        if rows:
            yield verdict, f"期末{words}{len(rows)}个：", rows


def causes(figures: Figures) -> list[str]:
    """Return why accounts could not be judged, how many each, the commonest first."""
    counts = Counter(cause_of(row).label for row in in_order(figures.unknown, figures))
    ordered = sorted(counts.items(), key=lambda cause: -cause[1])
    return marked([f"{cause}{number}个" for cause, number in ordered], "、")


def unknown_lead(figures: Figures) -> str:
    """Return how many could not be judged, and how many of them had passed before."""
    word, lapsed = figures.period.word, len(figures.lapsed)
    earlier = f"（其中{lapsed}个{word}曾判定合格）" if lapsed else ""
    return f"无法判定的账号{len(figures.unknown)}个{earlier}，不计入合格率："


def waiting(figures: Figures) -> tuple[AccountFigures, ...]:
    """Return the accounts that passed, and at which nobody has looked for too long since."""
    return tuple(row for row in figures.accounts if row.state is State.TO_VIEW)


def to_view(figures: Figures) -> str:
    """Return how many accounts wait to be looked at, empty where none does."""
    number = len(waiting(figures))
    told = f"待查看的账号{number}个，所见最近更新已久、此后无人查看，没有据此计为不合格。"
    return told if number else ""


def _failing(figures: Figures, most: int, others: int) -> Iterator[str]:
    for verdict, lead, rows in failing_by_end(figures):
        lines = most if verdict is Verdict.FAIL else others
        names = by_unit(rows, figures, with_fault, ENOUGH)
        yield fitted(lead, names, f"{len(rows)}个", where=WORKBOOK, width=LINE, lines=lines)


def _unknown(figures: Figures, lines: int) -> str:
    if not figures.unknown:
        return ""
    names = causes(figures)
    rest = f"{len(names)}种原因"
    return fitted(unknown_lead(figures), names, rest, where=WORKBOOK, width=LINE, lines=lines)
