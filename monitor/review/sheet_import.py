"""A round of observations from a filled-in worklist sheet.

All faults are reported in one pass, each with its row; with any fault nothing of it is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from monitor.model import Account, ChecklistItem
from monitor.model.errors import ConfigError, SheetError
from monitor.parsing import tables
from monitor.parsing.tables import Sheet, SheetRow
from monitor.parsing.tables.cells import blank
from monitor.review import answers, attachments, claims, screenshots, worklist_columns
from monitor.review.answers import NOTHING, ReviewAnswers
from monitor.review.attachments import Proof
from monitor.review.claims import OBSERVATIONS, ClaimFields, FieldError, PersonClaim
from monitor.review.refusals import ImportRefused
from monitor.review.worklist_columns import CellKind

NONE = "无"
PICTURES = (
    "表中插入的图片没有采用，请另存为图片文件，与本表放在同一目录，并在“截图文件”栏填写文件名"
)
QUARTER = 92  # days at most that answers to the checklist may wait for their import


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One row with a claim, answers to the checklist, or both."""

    row: int
    claim: PersonClaim | None
    checked: ReviewAnswers | None


@dataclass(frozen=True, slots=True)
class SheetImport:
    """A sheet and its filled-in rows. *blank*: the rows without a claim or an answer.

    *faults*: why nothing of it may be kept; links of other rows are followed all the same, so
    that all faults are named at once. *pictures*: a remark that pictures in the sheet itself were
    not taken, empty where there are none.
    """

    sheet: Sheet
    rows: tuple[Filled, ...]
    blank: tuple[SheetRow, ...] = ()
    faults: tuple[str, ...] = ()
    pictures: str = ""

    @property
    def claims(self) -> tuple[PersonClaim, ...]:
        return tuple(row.claim for row in self.rows if row.claim is not None)

    @property
    def answers(self) -> tuple[ReviewAnswers, ...]:
        return tuple(row.checked for row in self.rows if row.checked is not None)

    @property
    def skipped_message(self) -> str:
        """Return which rows or pictures were not taken, empty where all were."""
        return "；".join(filter(None, (self._left_rows, self.pictures)))

    @property
    def _left_rows(self) -> str:
        if not self.blank:
            return ""
        signed = [str(row.number) for row in self.blank if row["by"] or row["seen"]]
        some = f"，其中第 {'、'.join(signed)} 行已填查看人或查看时间" if signed else ""
        return f"另有 {len(self.blank)} 行没有填写所见，未登记{some}"

    def problems(self, refused: ImportRefused) -> SheetError:
        """Return why nothing was kept, each fault with its row."""
        rows = [filled.row for filled in self.rows if filled.claim is not None]
        followed = [
            self.sheet.problem(rows[fault.number], fault.field, fault.message)
            for fault in refused.faults
        ]
        return SheetError([*self.faults, *followed])


def read(
    path: Path,
    accounts: Iterable[Account],
    now: datetime,
    *,
    by: str = "",
    valid_days: int | None = None,
) -> SheetImport:
    """Return the filled-in rows of *path*; raises SheetError with every fault.

    *by*: who looked, where a row does not say. Nobody looked later than the file was saved. Where
    a row has a link to follow, faults are returned instead, to be reported with the link's own.
    """
    given = tables.read(
        path,
        worklist_columns.titles(),
        ("id",),
        moments=worklist_columns.names_of(CellKind.MOMENT),
        addresses=worklist_columns.names_of(CellKind.ADDRESS),
    )
    reader = _SheetReader(
        path=path,
        accounts={account.id: account for account in accounts},
        now=now,
        saved=tables.saved_at(path),
        by=by,
        valid_days=valid_days,
    )
    rows: list[Filled] = []
    blank: list[SheetRow] = []
    problems = list(given.broken)
    for row in map(_without_marks, given.rows):
        if row.is_foot and row["id"] not in reader.accounts:
            continue
        try:
            filled = reader.filled(row)
        except FieldError as wrong:
            problems.append(given.problem(row.number, wrong.field, str(wrong)))
            continue
        if filled is None:
            blank.append(row)
        else:
            rows.append(filled)
    pictures = PICTURES if tables.has_pictures(path) else ""
    if problems and pictures:
        problems.append(f"{path}: {pictures}")
    if problems and not any(row.claim is not None and row.claim.link is not None for row in rows):
        raise SheetError(problems)
    if not rows:
        raise SheetError([f"{path}: 没有填写任何观测"])
    return SheetImport(given, tuple(rows), tuple(blank), tuple(problems), pictures)


@dataclass(kw_only=True, slots=True)
class _SheetReader:
    """What rows are read with, and which accounts and screenshots earlier rows had.

    *saved*: when the file was saved, after which nobody looked. *seen*, *shots*: numbers of rows
    by account and by screenshot.
    """

    path: Path
    accounts: dict[str, Account]
    now: datetime
    saved: datetime
    by: str
    valid_days: int | None
    seen: dict[str, int] = field(default_factory=dict)
    shots: dict[bytes, int] = field(default_factory=dict)

    def filled(self, row: SheetRow) -> Filled | None:
        """Return *row* as values, None where nothing is filled in; raises FieldError."""
        looked = any(row[name] for name in OBSERVATIONS)
        words = {item: row[item.value] for item in ChecklistItem}
        if not looked and not any(words.values()):
            if alone := next((name for name in ("note", "screenshot") if row[name]), ""):
                raise FieldError(alone, "没有填写所见时间、链接或核对结果，该行无法登记")
            return None
        account = _account(row, self.accounts, self.seen)
        claim = self._claim(row, account) if looked else None
        checked = answers.parse_answers(
            words,
            account,
            by=row["by"] or self.by,
            note=row["note"],
            proof=claim.proof if claim else _alone(self.path, row["screenshot"]),
            looked=partial(claims.looked_at, row.entered("seen"), self.saved, self.now, QUARTER),
            dated=bool(row["seen"]),
        )
        return Filled(row=row.number, claim=claim, checked=checked)

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
    answered = any(cells.get(name, "") not in ("", NONE) for name in OBSERVATIONS)
    for name in ("screenshot", "note", *(OBSERVATIONS if answered else ())):
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


def _account(row: SheetRow, accounts: dict[str, Account], seen: dict[str, int]) -> Account:
    account = accounts.get(row["id"])
    if account is None:
        raise FieldError("id", f"名单中没有在管账号 {row['id'] or '（空）'}")
    if row["id"] in seen:
        raise FieldError("id", f"账号重复，第 {seen[row['id']]} 行已经填写")
    if row["name"] and row["name"] != account.name:
        raise FieldError("name", f"与名单不符，该标识的账号是“{account.name}”")
    seen[row["id"]] = row.number
    return account


def _words(row: SheetRow, by: str, valid_days: int | None) -> ClaimFields:
    return ClaimFields(
        newest=row.entered("newest"),
        none_since=row.entered("none_since"),
        seen=row.entered("seen"),
        link=row["link"],
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
