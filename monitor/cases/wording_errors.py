"""Wording errors that the city or a vendor reports (错敏信息), read from their lists. Pure.

The program judges no content: it keeps the list, whose they are, and whether they were put right.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.model import Means, Unit, clock
from monitor.model.errors import SheetError
from monitor.parsing import vocabulary
from monitor.parsing.unit_names import units_named

if TYPE_CHECKING:  # who counts the errors reads no table
    from monitor.parsing.tables import SheetRow

COLUMNS = {
    "unit": ("主办单位", "单位", "责任单位", "unit"),
    "account": ("账号名称", "账号", "新媒体名称", "account"),
    "category": ("类别", "错误类型", "错误类别", "问题类型", "category"),
    "veto": (
        "是否单项否决",
        "单项否决",
        "严重错误",
        "是否严重",
        "是否严重表述错误",
        "严重表述错误",
        "是否严重错误",
        "严重程度",
        "错误等级",
        "veto",
    ),
    "text": ("错误内容", "错误表述", "错敏信息", "问题描述", "text"),
    "advice": ("正确表述", "修改建议", "建议修改为", "建议", "应为", "advice"),
    "found_on": ("发现日期", "发现时间", "监测日期", "found"),
    "fixed_on": ("整改日期", "整改时间", "修改日期", "fixed"),
    "url": ("链接", "网址", "url"),
}
REQUIRED = ("unit", "text", "found_on")
MOMENTS = ("found_on", "fixed_on")
NUMBERS = ("序号", "编号")  # of lines: nobody misses them
GRAVE = {"严重": True, "一般": False, "轻微": False}
UNFIXED = frozenset({"未整改", "待整改", "整改中", "未修改", "未改正", "否", "无"})
CORRECTED = ("category", "veto", "advice", "fixed_on")  # by later lists
HOUR = re.compile(r"\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?$")  # the day counts, not the hour


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingError:
    """One error. *id*: 0 before it is written down. *veto*: serious, 单项否决.

    *veto* is None where a list does not say. *withdrawn*: why it is no error after all. *by*: who
    entered it, empty where nobody said.
    """

    id: int = 0
    unit: str
    unit_name: str
    text: str
    found_on: date
    account: str = ""
    category: str = ""
    veto: bool | None = None
    advice: str = ""
    fixed_on: date | None = None
    url: str = ""
    withdrawn: str = ""
    by: str = ""

    @property
    def key(self) -> tuple[str, str, str, date, str]:
        """Return what makes two lines of lists the same error."""
        return (self.unit, self.account, self.text, self.found_on, self.url)

    def corrected(self, later: "WordingError") -> "WordingError":
        """Return this error corrected by a *later* line about it; empty cells change nothing."""
        return replace(self, **dict(self._changes(later)))

    def corrections(
        self, later: "WordingError", at: datetime, by: str = "", via: Means | None = None
    ) -> tuple["Correction", ...]:
        """Return the corrections that a *later* line, read at *at* and entered by *by*, makes."""
        return tuple(
            Correction(slip=self.id, at=at, field=field, value=value, by=by, via=via)
            for field, value in self._changes(later)
        )

    def after(self, correction: "Correction") -> "WordingError":
        """Return this error with *correction* applied."""
        value: Any = correction.value
        if correction.field == "withdrawn":
            value = f"{clock.day(correction.at)} {correction.by}：{value}"
        return replace(self, **{correction.field: value})

    def _changes(self, later: "WordingError") -> Iterator[tuple[str, Any]]:
        for field in CORRECTED:
            value = getattr(later, field)
            if value not in (None, "") and value != getattr(self, field):
                yield field, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction of a known error: one *field* and its new *value*.

    *by*: who says so, or entered the list that does; empty where nobody said. *via*: by what means.
    """

    slip: int
    at: datetime
    field: str
    value: str | bool | date
    by: str = ""
    via: Means | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingErrorList:
    """The content of a list. *unknown*: titles of unknown columns; *feet*: footer rows."""

    errors: tuple[WordingError, ...]
    unknown: tuple[str, ...] = ()
    feet: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedErrors:
    """A list beside what is written down: the *new* ones, those *known* with the later line."""

    new: tuple[WordingError, ...]
    known: tuple[tuple[WordingError, WordingError], ...]

    @property
    def changed(self) -> tuple[tuple[WordingError, WordingError], ...]:
        """Return those known that the list corrects, as they are and as they will be."""
        after = ((error, error.corrected(later)) for error, later in self.known)
        return tuple((error, then) for error, then in after if error != then)


def compared(written: Iterable[WordingError], listed: Iterable[WordingError]) -> ComparedErrors:
    """Return what a list adds to the errors *written* down, and what it says of known ones."""
    by_key = {error.key: error for error in written}
    rows = tuple(listed)
    return ComparedErrors(
        new=tuple(error for error in rows if error.key not in by_key),
        known=tuple((by_key[error.key], error) for error in rows if error.key in by_key),
    )


def read(path: Path, units: Iterable[Unit], today: date, county: str = "") -> WordingErrorList:
    """Return the wording errors in *path*; raises SheetError with every fault.

    *county*: left out in short names of units.
    """
    from monitor.parsing import tables  # who counts the errors reads no table

    given = tables.read(path, COLUMNS, REQUIRED, moments=MOMENTS, addresses=("url",))
    all_units = tuple(units)
    filled = [row for row in map(_without_strokes, given.rows) if any(row.cells.values())]
    feet = [row.number for row in filled if row.is_foot and not _is_error(row)]
    rows = [row for row in filled if row.number not in feet]
    errors: list[WordingError] = []
    problems = list(given.broken)
    for row in rows:
        error, faults = _error(row, units_named(row["unit"], all_units, county), today)
        problems += [given.problem(row.number, name, text) for name, text in faults]
        if error is not None:
            errors.append(error)
    if problems:
        raise SheetError(problems)
    by_key: dict[tuple[object, ...], WordingError] = {}
    for error in errors:
        earlier = by_key.get(error.key)
        by_key[error.key] = earlier.corrected(error) if earlier else error
    extra = dict.fromkeys(title for row in rows for title, text in row.more.items() if text)
    unknown = tuple(title for title in extra if title not in NUMBERS)
    return WordingErrorList(errors=tuple(by_key.values()), unknown=unknown, feet=tuple(feet))


def _without_strokes(row: "SheetRow") -> "SheetRow":
    from monitor.parsing.tables.cells import blank  # with the table that is read

    cells = {field: "" if blank(text) else text for field, text in row.cells.items()}
    return replace(row, cells=cells)


def _is_error(row: "SheetRow") -> bool:
    """Say whether a row that begins like a foot is an error after all."""
    return all(row[name] for name in REQUIRED)


def _error(
    row: "SheetRow", units: list[Unit], today: date
) -> tuple[WordingError | None, list[tuple[str, str]]]:
    faults: list[tuple[str, str]] = []
    if not row["unit"]:
        faults.append(("unit", "不能为空"))
    elif len(units) != 1:
        near = "、".join(unit.name for unit in units)
        hint = f"，是否为 {near}，请写全称" if near else ""
        faults.append(("unit", f"名单中没有单位“{row['unit']}”{hint}"))
    if not row["text"]:
        faults.append(("text", "不能为空"))
    days: dict[str, date] = {}
    veto: bool | None = None
    for name in ("found_on", "fixed_on"):
        text = HOUR.sub("", row[name])
        try:
            if text and not (name == "fixed_on" and text in UNFIXED):
                days[name] = vocabulary.recent_day(text, today)
        except ValueError as error:
            faults.append((name, str(error)))
    try:
        if row["veto"]:
            veto = GRAVE[row["veto"]] if row["veto"] in GRAVE else vocabulary.flag(row["veto"])
    except ValueError as error:
        faults.append(("veto", str(error)))
    if not row["found_on"]:
        faults.append(("found_on", "不能为空"))
    if len(days) == 2 and days["fixed_on"] < days["found_on"]:
        faults.append(("fixed_on", "早于发现日期"))
    if faults:
        return None, faults
    (unit,) = units
    return WordingError(
        unit=unit.id,
        unit_name=unit.name,
        text=row["text"],
        found_on=days["found_on"],
        account=row["account"],
        category=row["category"],
        veto=veto,
        advice=row["advice"],
        fixed_on=days.get("fixed_on"),
        url=row["url"],
    ), []
