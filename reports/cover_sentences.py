"""What the sheet that is signed says of the figures, each list as long as there is room for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.cases.case import Case, Stage
from monitor.cases.escalation import days_late
from monitor.figures import AccountFigures, Figures
from monitor.model import Contact, Verdict
from monitor.model.period import Span
from monitor.parsing.text import clean
from reports import account_lists, brief_sentences, supervision, template_filters
from reports.account_lists import WHOLE, marked
from reports.comparison import against_mean
from reports.cover_layout import LINE
from reports.document_model import Document, shown
from reports.line_fitting import ENOUGH, fitted
from reports.names import called

LISTS = {  # how an annex prints what a table of the workbook holds
    "failing": "failing_list",
    "zombies": "zombie_list",
    "unknown": "unknown_list",
    "everyone": "account_list",
    "ledger": "ledger_list",
}


@dataclass(frozen=True, slots=True)
class Room:
    """How many lines a list may take: who fails still, who is late, all others."""

    failing: int
    late: int
    others: int


@dataclass(frozen=True, slots=True)
class CoverSentences:
    """The sentences over *figures*. *paper*: what is signed."""

    figures: Figures
    paper: Document
    room: Room

    def overall(self) -> Iterator[str]:
        """Yield the sums, how they compare with the period before, what became of its problems."""
        total = self.figures.total.tally
        checked = brief_sentences.checked(self.figures)
        yield f"{as_of(self.figures)}，登记账号{total.registered}个。{checked}"
        if total.judged:
            yield brief_sentences.compared(self.figures)
        if words := against_mean(self.figures):
            yield f"合格率{words}。"
        if words := brief_sentences.put_right(self.figures):
            yield words

    def failing(self) -> Iterator[str]:
        """Yield who failed and why, by how it stood at the end; units in the register's order."""
        figures = self.figures
        if not figures.checked:
            yield f"{figures.period.word}未开展检查，没有认定的依据。"
        elif not figures.failing:
            yield "在能够作出判定的账号中，未发现不合格账号。"
        else:
            units = len({row.account.unit for row in figures.failing})
            yield f"不合格账号{len(figures.failing)}个，涉及单位{units}个。"
            yield from self._failing_by_end()
        if figures.slips:
            found, grave = sum(s.found for s in figures.slips), sum(s.grave for s in figures.slips)
            fixed = sum(slip.fixed for slip in figures.slips)
            yield f"登记错敏信息{found}条，其中标明严重的{grave}条，已整改{fixed}条。"
        if left := template_filters.left(figures):
            yield f"另有{len(left)}个账号检查不合格，后经关停备案或整合，不再计入。"

    def late(self, contacts: Mapping[str, Contact], now: Mapping[int, Case]) -> Iterator[str]:
        """Yield who has let the term of rectification pass, the latest first, and whom to call."""
        late = supervision.overdue(self.figures)
        if not late:
            yield f"{as_of(self.figures)}，没有逾期未整改的问题。"
            return
        names = [
            self._late(case, contacts.get(case.account), now.get(case.id)) for case in late[:ENOUGH]
        ]
        missing = any(_contact(contacts.get(case.account)) == "" for case in late)
        note = "（未写负责人的，名单没有登记）" if missing else ""
        lead = f"{as_of(self.figures)}，整改逾期的问题{len(late)}个，须催办{note}："
        yield self.fitted(lead, marked(names, "；"), f"{len(late)}个", "ledger", self.room.late)

    def unseen(self) -> Iterator[str]:
        """Yield what nobody could see or did look at, in numbers, and why."""
        figures, word = self.figures, self.figures.period.word
        told = list(self._unjudged())
        if figures.unseen and figures.checked:
            told.append(f"{word}各次检查均未检查的账号{len(figures.unseen)}个。")
        if waiting := brief_sentences.to_view(figures):
            told.append(waiting)
        if figures.pending:
            told.append(
                f"经人工核查有事项不符合要求、尚未作出结论的账号{len(figures.pending)}个，"
                "未据此计为不合格。"
            )
        if not figures.checked:
            told.append(f"登记的{figures.total.tally.registered}个账号{word}均未检查。")
        yield from told or ["没有无法判定或者未检查的账号。"]
        if figures.period.span is Span.QUARTER and (words := self._unread()):
            yield words

    def by_unit(
        self,
        lead: str,
        rows: Sequence[AccountFigures],
        table: str,
        say: Callable[[AccountFigures], str] = account_lists.with_name,
        lines: int = 0,
    ) -> str:
        """Return *lead* and as many of *rows* as there is room for."""
        names = account_lists.by_unit(rows, self.figures, say, ENOUGH)
        return self.fitted(lead, names, f"{len(rows)}个", table, lines)

    def where(self, table: str) -> str:
        """Return the annex of the paper in which *table* stands, or its workbook."""
        label = ""
        for block in self.paper.blocks:
            label = block.label if block.kind == "annex" else label
            if block.table is not None and label and block.table.name in (table, LISTS.get(table)):
                return label
        return brief_sentences.WORKBOOK

    def fitted(self, lead: str, names: Sequence[str], rest: str, table: str, lines: int = 0) -> str:
        """Return *lead* and as many of *names*, with their marks, as there is room for."""
        lines = lines or self.room.others
        return fitted(lead, names, rest, where=self.where(table), width=LINE, lines=lines)

    def _failing_by_end(self) -> Iterator[str]:
        for verdict, lead, rows in brief_sentences.failing_by_end(self.figures):
            lines = self.room.failing if verdict is Verdict.FAIL else self.room.others
            yield self.by_unit(lead, rows, "failing", account_lists.with_fault, lines)

    def _late(self, case: Case, contact: Contact | None, now: Case | None) -> str:
        days = days_late(case, self.figures.as_of_date)
        caveat = self.figures.due_caveats.get(case.id, "")
        parts = [f"逾期{days}天", f"期限{shown(case.due_on, 0)}{f'，{caveat}' if caveat else ''}"]
        parts += [words for words in (_contact(contact), _since(now)) if words]
        name = called(case.platform, case.name, WHOLE)
        return f"{clean(case.unit_name, WHOLE)}{name}（{'，'.join(parts)}）"

    def _unjudged(self) -> Iterator[str]:
        if self.figures.unknown:
            names, lead = brief_sentences.causes(self.figures), brief_sentences.unknown_lead
            yield self.fitted(lead(self.figures), names, f"{len(names)}种原因", "unknown")

    def _unread(self) -> str:
        """Return how many accounts nobody has looked through, a job of every quarter."""
        figures, every = self.figures, self.figures.total.tally.registered
        unread = {"内容安全": every - figures.safety, "互动功能": every - figures.interaction.whole}
        parts = [f"{what}{number}个" for what, number in unread.items() if number]
        lead = f"{figures.period.word}未经人工核查的账号"
        return f"{lead}：{'、'.join(parts)}。" if parts else ""


def as_of(figures: Figures) -> str:
    """Return up to which day the figures tell."""
    return f"截至{shown(figures.as_of_date, 0)}"


def _contact(contact: Contact | None) -> str:
    if contact is None or not contact.name:
        return ""
    return f"负责人{clean(contact.name, WHOLE)}{clean(contact.phone, WHOLE)}"


def _since(case: Case | None) -> str:
    """Return what has happened to a case since the day of the figures."""
    words = {
        Stage.RECTIFIED: "已反馈整改",
        Stage.CLOSED: "已销号",
        Stage.EXEMPT: "已批准豁免",
    }
    return f"此后{words[case.stage]}" if case is not None and case.stage in words else ""
