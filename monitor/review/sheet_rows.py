"""One filled-in row of a worklist into what a person claims and answers."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from monitor.model import Account, ChecklistItem
from monitor.model.errors import ConfigError
from monitor.model.period import Period
from monitor.parsing.tables import SheetRow
from monitor.parsing.tables.cells import blank, truth
from monitor.parsing.text import clean
from monitor.review import answers, attachments, claims, counted_posts, screenshots
from monitor.review.answers import NOTHING, ReviewAnswers
from monitor.review.attachments import Proof
from monitor.review.claims import OBSERVATIONS, ClaimFields, FieldError, PersonClaim, signed
from monitor.review.counted_posts import CountedPosts
from monitor.review.posts_column import REPORTED
from monitor.review.sheet_accounts import SheetAccounts
from monitor.verdicts.checklist_rules import DONE

NONE = "无"
OBSERVED = (*OBSERVATIONS, "latest")  # columns of which one says what was seen
ADDRESS = re.compile(r"://|[\w-]\.(?:com|cn|net)\b", re.ASCII)
QUARTER = 92  # days at most that answers to the checklist may wait for their import


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One row with a claim, answers to the checklist, a count of posts, or several of these."""

    row: int
    claim: PersonClaim | None
    checked: ReviewAnswers | None
    counted: CountedPosts | None = None


@dataclass(kw_only=True, slots=True)
class RowReader:
    """What rows are read with, and which accounts and screenshots earlier rows had.

    *saved*: when the file was saved, after which nobody looked. *seen*, *shots*: numbers of rows
    by account and by screenshot. *proofs*: the screenshots of what was seen, by account and name:
    they prove the same person's answers on the second sheet, too. *month*: in which the sheet's
    posts are counted, None where its head does not say.
    """

    path: Path
    accounts: SheetAccounts
    now: datetime
    saved: datetime
    by: str
    valid_days: int | None
    month: Period | None = None
    seen: dict[str, int] = field(default_factory=dict)
    shots: dict[bytes, int] = field(default_factory=dict)
    proofs: dict[tuple[str, str], Proof] = field(default_factory=dict)

    def observed(self, raw: SheetRow) -> Filled | None:
        """Return what was seen in a row, None where nothing is filled in; raises FieldError."""
        row = _without_marks(raw)
        looked = any(row[name] for name in OBSERVED)
        words = {item: row[item.value] for item in ChecklistItem}
        if not looked and not any(words.values()) and not row["posts"]:
            if alone := next((name for name in ("note", "screenshot") if row[name]), ""):
                raise FieldError(alone, "没有填写所见时间、链接或核对结果，该行无法登记")
            return None
        account = self._account(row)
        claim = self._claim(row, account) if looked else None
        proof = claim.proof if claim else _alone(self.path, row["screenshot"])
        if claim is not None and proof is not None:
            self.proofs[account.id, claim.by] = proof
        checked = self._answers(row, words, account, proof)
        counted = self._counted(row, account, claim)
        return Filled(row=row.number, claim=claim, checked=checked, counted=counted)

    def reviewed(self, raw: SheetRow) -> Filled | None:
        """Return the answers to the checklist in a row, None without any; raises FieldError."""
        row = _without_marks(raw)
        words = {item: row[item.value] for item in ChecklistItem}
        if not row["clear"] and not any(words.values()):
            if row["note"]:
                raise FieldError("note", "没有填写核对结果，该行无法登记")
            return None
        account = self._account(row)
        proof = _alone(self.path, row["screenshot"])
        proof = proof or self.proofs.get((account.id, signed(row["by"] or self.by)))
        done = [item for item in ChecklistItem if raw[item.value].strip() == DONE]
        checked = self._answers(row, _reviewed(row["clear"], words, done), account, proof)
        return Filled(row=row.number, claim=None, checked=checked)

    def _counted(
        self, row: SheetRow, account: Account, claim: PersonClaim | None
    ) -> CountedPosts | None:
        if not row["posts"] or self.month is None:
            return None  # a head without a month is said once
        return counted_posts.parse(row["posts"], account, self.month, row["by"] or self.by, claim)

    def _account(self, row: SheetRow) -> Account:
        account = self.accounts.account(row)
        if account.id in self.seen:
            field = "id" if row["id"] else "name"
            raise FieldError(field, f"账号重复，第 {self.seen[account.id]} 行已经填写")
        self.seen[account.id] = row.number
        return account

    def _answers(
        self,
        row: SheetRow,
        words: Mapping[ChecklistItem, str],
        account: Account,
        proof: Proof | None,
    ) -> ReviewAnswers | None:
        return answers.parse_answers(
            words,
            account,
            by=row["by"] or self.by,
            note=row["note"],
            proof=proof,
            looked=partial(claims.looked_at, row.entered("seen"), self.saved, self.now, QUARTER),
            dated=bool(row["seen"]),
        )

    def _claim(self, row: SheetRow, account: Account) -> PersonClaim:
        words = _words(row, self.by, self.valid_days)

        def proof_of(name: str) -> Proof:
            proof = _proof(self.path, name)
            return screenshots.with_entered_time(proof, row.entered("shot"), self.saved, self.now)

        claim = claims.parse_claim(words, account, self.now, proof_of, self.saved)
        _refuse_shared(claim, row.number, self.shots)
        return claim


def _without_marks(row: SheetRow) -> SheetRow:
    """Return *row* without the strokes that people put into cells that stay empty.

    ``无`` counts as a stroke beside another answer only: alone it may mean that there are no posts.
    """
    cells = {
        name: "" if blank(text) or text in NOTHING else text for name, text in row.cells.items()
    }
    if cells.get("posts") == REPORTED:
        cells["posts"] = ""
    answered = any(cells.get(name, "") not in ("", NONE) for name in OBSERVED)
    for name in ("screenshot", "note", *(OBSERVED if answered else ())):
        if cells.get(name) == NONE:
            cells[name] = ""
    return replace(row, cells=cells)


def _refuse_shared(claim: PersonClaim, row: int, shots: dict[bytes, int]) -> None:
    """Raise FieldError where two rows have one screenshot, as filling down a column makes it."""
    if claim.proof is None or claim.link is not None:
        return
    earlier = shots.setdefault(claim.proof.data, row)
    if earlier != row:
        raise FieldError("screenshot", f"与第 {earlier} 行是同一截图，每个账号须各附截图")


def _reviewed(
    clear: str, words: Mapping[ChecklistItem, str], done: Container[ChecklistItem]
) -> Mapping[ChecklistItem, str]:
    """Return the answers by the one word for all six items and those beside it.

    *done*: what was answered before, and is not answered again.
    """
    if not clear:
        return words
    if (is_clear := truth(clear)) is None:
        raise FieldError("clear", f"只填“是”或“否”，不应为“{clean(clear, 20)}”")
    wrong = [item for item, word in words.items() if truth(word) is False]
    if is_clear and wrong:
        raise FieldError(wrong[0].value, "与“本季无异常”填“是”不符，请核对")
    if not is_clear and not wrong:
        raise FieldError("clear", "填“否”的，须在有问题的事项填“否”，并在备注中说明情况")
    if not is_clear:
        return words
    return {item: word or ("" if item in done else "是") for item, word in words.items()}


def _words(row: SheetRow, by: str, valid_days: int | None) -> ClaimFields:
    latest = row.entered("latest")
    if latest and (row["newest"] or row["link"]):
        raise FieldError("latest", "链接和时间只填一项")
    is_link = isinstance(latest, str) and ADDRESS.search(latest) is not None
    return ClaimFields(
        newest="" if is_link else latest or row.entered("newest"),
        none_since=row.entered("none_since"),
        seen=row.entered("seen"),
        link=row["latest"] if is_link else row["link"],
        screenshot=row["screenshot"],
        by=row["by"] or by,
        note=row["note"],
        valid_days=valid_days,
    )


def _alone(path: Path, name: str) -> Proof | None:
    """Read the screenshot of a row that answers the checklist only."""
    if not name:
        return None
    try:
        return _proof(path, name)
    except ConfigError as error:
        raise FieldError("screenshot", str(error)) from error


def _proof(path: Path, name: str) -> Proof:
    """Read a screenshot that lies beside the sheet, and nothing from elsewhere."""
    folder = path.parent.resolve()
    try:
        file = (folder / name).resolve()
        inside = file.is_relative_to(folder)
    except (OSError, ValueError):
        inside = False
    if not inside:
        raise ConfigError("截图文件须与清单放在同一目录，只写文件名")
    return attachments.read(file)
