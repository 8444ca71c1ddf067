"""Wording errors that the city or a vendor reports (错敏信息), read from their lists. Pure.

The program judges no content: it keeps the list, whose they are, and whether they were put right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from monitor import sheet
from monitor.errors import SheetError
from monitor.ledger import words
from monitor.model import Unit
from monitor.sheet import Row

COLUMNS = {
    "unit": ("主办单位", "单位", "责任单位", "unit"),
    "account": ("账号名称", "账号", "新媒体名称", "account"),
    "category": ("类别", "错误类型", "错误类别", "问题类型", "category"),
    "veto": ("是否单项否决", "单项否决", "严重错误", "veto"),
    "text": ("错误内容", "错误表述", "错敏信息", "问题描述", "text"),
    "advice": ("正确表述", "修改建议", "建议", "advice"),
    "found_on": ("发现日期", "发现时间", "监测日期", "found"),
    "fixed_on": ("整改日期", "整改时间", "修改日期", "fixed"),
    "url": ("链接", "网址", "url"),
}
REQUIRED = ("unit", "text", "found_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One error. *id*: 0 before it is written down. *veto*: serious, 单项否决.

    *veto* is None where a list does not say. *withdrawn*: why it is no error after all.
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

    @property
    def key(self) -> tuple[str, str, str, date, str]:
        """Return what makes two lines of lists the same error."""
        return (self.unit, self.account, self.text, self.found_on, self.url)

    def corrected(self, later: "Slip") -> "Slip":
        """Return this error as a *later* line about it has it; what that leaves out stays."""
        return replace(
            self,
            category=later.category or self.category,
            veto=self.veto if later.veto is None else later.veto,
            advice=later.advice or self.advice,
            fixed_on=later.fixed_on or self.fixed_on,
        )


def read(path: Path, units: Iterable[Unit], today: date) -> tuple[Slip, ...]:
    """Return the errors listed in *path*; raises SheetError with every fault."""
    given = sheet.read(path, COLUMNS, REQUIRED)
    known = {name: unit for unit in units for name in (unit.id, unit.name)}
    found: list[Slip] = []
    problems = list(given.broken)
    for row in given.rows:
        slip, faults = _slip(row, known, today)
        problems += [given.problem(row.number, name, said) for name, said in faults]
        if slip is not None:
            found.append(slip)
    if problems:
        raise SheetError(problems)
    once: dict[tuple[object, ...], Slip] = {}
    for slip in found:
        once[slip.key] = once[slip.key].corrected(slip) if slip.key in once else slip
    return tuple(once.values())


def _slip(
    row: Row, known: Mapping[str, Unit], today: date
) -> tuple[Slip | None, list[tuple[str, str]]]:
    faults: list[tuple[str, str]] = []
    unit = known.get(row["unit"])
    if unit is None:
        faults.append(("unit", f"名单中没有单位“{row['unit']}”"))
    if not row["text"]:
        faults.append(("text", "不能为空"))
    days: dict[str, date] = {}
    veto: bool | None = None
    for name in ("found_on", "fixed_on"):
        try:
            if row[name]:
                days[name] = words.day(row[name], today)
        except ValueError as error:
            faults.append((name, str(error)))
    try:
        veto = words.flag(row["veto"]) if row["veto"] else None
    except ValueError as error:
        faults.append(("veto", str(error)))
    if not row["found_on"]:
        faults.append(("found_on", "不能为空"))
    if len(days) == 2 and days["fixed_on"] < days["found_on"]:
        faults.append(("fixed_on", "早于发现日期"))
    if faults or unit is None:
        return None, faults
    slip = Slip(
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
    )
    return slip, []
