"""What the figures of a paper leave out, each in a clause: told once, in one place."""

from collections.abc import Iterator

from monitor.figures import Figures
from monitor.model.period import Span
from reports import county_sentences, template_filters


def caveats(figures: Figures, *, quarterly: bool = True) -> tuple[str, ...]:
    """Return what was not looked at, counted or compared; empty where nothing was checked.

    *quarterly*: what people check once a quarter is told, too.
    """
    return tuple(_caveats(figures, quarterly)) if figures.checked else ()


def _caveats(figures: Figures, quarterly: bool) -> Iterator[str]:
    registered, word = figures.total.tally.registered, figures.period.word
    if figures.counties:
        yield from county_sentences.remarks(figures)
    elif unchecked := template_filters.unchecked(figures):
        yield f"{unchecked}未开展检查"
    if quarterly and registered:
        yield from _by_people(figures, registered)
    if registered and not figures.total.posts.accounts:
        yield f"各账号{template_filters.uncounted(figures)}，发布条数不作统计"
    if missing := "、".join(_not_compared(figures)):
        yield f"{missing}没有可比数据"
    if not figures.register_known_before:
        yield "期初名单没有留存，账号变动情况不完整"
    if quarterly and not figures.slips:
        yield f"{word}没有登记错敏信息"


def _by_people(figures: Figures, registered: int) -> Iterator[str]:
    safety, interaction = figures.safety, figures.interaction.whole
    answered: tuple[tuple[str, int], ...] = (("内容安全", safety), ("互动功能", interaction))
    none = [what for what, number in answered if not number]
    if none:
        yield f"{'、'.join(none)}未经人工核查"
    if figures.counties and safety == interaction:
        answered = (("内容安全和互动功能", safety),)
    for what, number in answered:
        if 0 < number < registered:
            yield f"有{registered - number}个账号的{what}未经人工核查"


def _not_compared(figures: Figures) -> Iterator[str]:
    if not figures.total.tally.judged:
        return
    if figures.before is None or not figures.before.tally.judged:
        yield figures.period.word_before
    past = figures.year_before
    if figures.period.span is not Span.YEAR and (past is None or not past.tally.judged):
        yield "上年同期"
