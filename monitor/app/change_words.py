"""A change of an entry in words: which field, from what to what, and whose verdict may turn."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from checks import CHECKS
from checks.duplicate_account import DuplicateAccount
from checks.incomplete_entry import IncompleteEntry
from checks.orphan_unit import OrphanUnit
from checks.renamed_account import RenamedAccount
from checks.silent_account import SilentAccount
from checks.unfiled_account import UnfiledAccount
from monitor.model import Account, Check, Closing, Platform, Status, WechatKind
from monitor.parsing.text import clean
from monitor.registry.edit.revise import Change
from monitor.registry.edit.scalars import Value
from monitor.registry.ledger.columns import PRINTED
from monitor.registry.lifecycle import STEPS

TITLES = {**PRINTED, "unit": "主办单位", "wechat_kind": "公众号类型", "closing": "关停注销进度",
          "merged_into": "整合到", "merged_on": "整合日期"}  # fmt: skip
ALL_TITLES = {**TITLES, "required": "抽样必查", "confirmed_on": "核实日期"}
NOTHING = "—"
LONGEST = 60  # characters of a value in a list of many
WHOLE_TEXT = 400  # and where one change is told
READ_BY: Mapping[str, tuple[type[Check], ...]] = {  # what checks ask of an entry; a test holds it
    "name": (RenamedAccount,),
    "platform": (DuplicateAccount, SilentAccount),
    "wechat_kind": (DuplicateAccount,),
    "unit": (DuplicateAccount, OrphanUnit),
    "opened_on": (SilentAccount, IncompleteEntry),
    "filed": (UnfiledAccount,),
    "status": (UnfiledAccount, DuplicateAccount),
    "contact": (IncompleteEntry,),
}
NONE = "不影响检查结论"
YES = frozenset({"true", "yes", "是"})  # as the register reads them
LEAVES = "保存后不再检查、不再计入统计"
COMES = "保存后纳入检查和统计"

Values = Mapping[str, Value | None]


def steps(account: Account, change: Change, units: Mapping[str, str]) -> Iterator[str]:
    """Yield what a ledger changes of *account*, a line a field. *units*: names by id."""
    for key, value in change.values.items():
        if key == "contact":
            yield from _contact(account, value, ("name", "phone"))
            continue
        before, after = (shown(key, given, units) for given in (had(account, key), value))
        if before != after:
            yield _step(TITLES.get(key, key), before, after, LONGEST)


def every_step(account: Account, change: Change, units: Mapping[str, str]) -> Iterator[str]:
    """Yield all that *change* does to *account*, with the dates of its closing and its contact."""
    for key, value in change.values.items():
        if key == "contact":
            yield from _contact(account, value, ("name", "phone", "confirmed_on"))
            continue
        before, after = (
            closing_days(given) if key == "closing" else shown(key, given, units)
            for given in (had(account, key), value)
        )
        if before != after:
            yield _step(ALL_TITLES.get(key, key), before, after, WHOLE_TEXT)


def new_entry(change: Change, units: Mapping[str, str]) -> Iterator[str]:
    """Yield what a new entry holds, a line a field."""
    for key, value in change.values.items():
        if key == "contact":
            parts = value if isinstance(value, Mapping) else {}
            yield from (f"{_part(part)}：{clean(text, LONGEST)}" for part, text in parts.items())
        elif key != "id" and value is not None:
            yield f"{ALL_TITLES.get(key, key)}：{clean(shown(key, value, units), WHOLE_TEXT)}"


def effects(account: Account | None, change: Change) -> Iterator[str]:
    """Yield what *change* may do to verdicts; *account*: as it stands, None where it is new."""
    was = account.judged if account else False
    status = change.values.get("status", account.status.value if account else None)
    judged = status not in (Status.CLOSED, Status.MERGED)
    if was != judged:
        yield COMES if judged else LEAVES
    if not (was and judged):
        return
    touched = [check for key in change.values for check in READ_BY.get(key, ())]
    titles = [check.rule.title for check in CHECKS if check in touched]
    yield f"可能影响结论：{'、'.join(titles)}，自下次检查起" if titles else NONE


def had(account: Account, key: str) -> object:
    """Return what the entry of *account* has as *key*."""
    return account.unit.id if key == "unit" else getattr(account, key)


def shown(key: str, value: object, units: Mapping[str, str]) -> str:
    """Return a value as a ledger has it, as long as it is."""
    text = "" if value is None else str(value)
    if key == "unit":
        text = units.get(text, text)
    elif key == "filed" and text:
        text = "已备案" if text.casefold() in YES else "未备案"
    elif key == "required":
        text = "是" if text.casefold() in YES else "否"
    elif key == "closing":
        text = ""  # what becomes of it stands with the state
    for name, members in (("platform", Platform), ("status", Status), ("wechat_kind", WechatKind)):
        if key == name and text:
            text = members(text).label
    return clean(text, len(text) + 1)


def _contact(account: Account, value: object, parts: tuple[str, ...]) -> Iterator[str]:
    given = value if isinstance(value, Mapping) else {}
    for part in parts:
        before = str((account.contact and getattr(account.contact, part)) or "")
        after = str(given.get(part, ""))
        if before != after:
            yield _step(_part(part), before, after, LONGEST)


def _part(part: str) -> str:
    return ALL_TITLES["contact" if part == "name" else part]


def _step(title: str, before: str, after: str, longest: int) -> str:
    was, then = clean(before, longest), clean(after, longest)
    rest = "（后文有改动）" if was == then else ""
    return f"{title}：{was or NOTHING} → {then or NOTHING}{rest}"


def closing_days(value: object) -> str:
    """Return the steps of a closing with their days, as it stands or as it is to be."""
    days: Mapping[str, object] = {}
    if isinstance(value, Closing):
        days = {field.name: getattr(value, field.name) for field in fields(Closing)}
    elif isinstance(value, Mapping):
        days = value
    return "，".join(f"{STEPS[name][1]} {day}" for name, day in days.items() if day)
