"""What the head of the office decides when he signs a paper, in the order of its weight."""

from collections.abc import Iterator

from monitor.cases.case import Stage
from monitor.figures import AccountFigures, Figures
from monitor.model import Status
from monitor.parsing.text import clean
from reports import brief_sentences, formatting, supervision
from reports.account_lists import WHOLE, marked
from reports.cover_sentences import CoverSentences
from reports.document_model import Document


def decisions(tell: CoverSentences, paper: Document) -> tuple[str, ...]:
    """Return the decisions, numbered."""
    return tuple(f"{number}.{words}" for number, words in enumerate(_decisions(tell, paper), 1))


def to_close(figures: Figures) -> tuple[AccountFigures, ...]:
    """Return the accounts of which closing is proposed: by the register, or silent for too long."""
    return tuple(
        row
        for row in figures.accounts
        if row.account.status is Status.CLOSING
        or (row.zombie and formatting.is_silent_for_long(row, figures))
    )


def _decisions(tell: CoverSentences, paper: Document) -> Iterator[str]:
    figures = tell.figures
    yield _signing(tell, paper)
    place = figures.register_places
    found = sorted(
        (case for case in figures.cases if case.stage is Stage.FOUND),
        key=lambda case: place.get(case.account, len(place)),
    )
    if found:
        units = list(dict.fromkeys(clean(case.unit_name, WHOLE) for case in found))
        lead = f"印发整改通知书（尚未通知的问题{len(found)}个，涉及单位{len(units)}个）："
        yield tell.fitted(lead, marked(units, "、"), f"{len(units)}个单位", "ledger")
    if late := supervision.overdue(figures):
        yield f"对整改逾期的{len(late)}个问题，确定由谁催办、是否约谈主办单位。"
    closing = to_close(figures)
    if closing:
        lead = f"拟关停的账号{len(closing)}个，是否同意按程序关停注销并报备："
        yield tell.by_unit(lead, closing, "everyone")
    ending = {row.account.id for row in closing}
    reviving = [row for row in figures.zombies_at_end if row.account.id not in ending]
    if reviving:
        lead = f"其他僵尸账号{len(reviving)}个，" if closing else f"僵尸账号{len(reviving)}个，"
        yield tell.by_unit(f"{lead}限期恢复更新或者关停：", reviving, "zombies")


def _signing(tell: CoverSentences, paper: Document) -> str:
    figures = tell.figures
    if not figures.checked:
        return f"{figures.period.word}未开展检查，是否先组织检查、再行报送。"
    addressee = next((b.text for b in paper.blocks if b.kind == "addressee"), "").rstrip("：")
    to = f"，送{addressee}" if addressee else ""
    unjudged = len(figures.unknown) + len(figures.unseen)
    unknown = f"；无法判定或者未检查的{unjudged}个账号如实列明" if unjudged else ""
    look = unjudged + len(brief_sentences.waiting(figures))
    return f"签发所附文稿{to}{unknown}{f'；安排人工查看{look}个账号' if look else ''}。"
