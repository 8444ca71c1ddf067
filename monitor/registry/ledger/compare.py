"""The register against the national system's export: what one has and the other has not.

Pure apart from reading the sheet. The export needs names and platforms; a state where it has one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.model import Account, Named, Platform, Status, WechatKind
from monitor.model.errors import SheetError
from monitor.parsing import tables, vocabulary
from monitor.registry.ledger.columns import COLUMNS
from monitor.registry.ledger.matching import Key, account_key, filled, row_key

WANTED = ("name", "platform", "unit", "status")
Entry = tuple[str, str, Status | None, WechatKind | None]  # name, unit, state, kind as exported
GONE = frozenset({Status.CANCELLED, Status.CLOSED, Status.MERGED})


class LedgerDifference(Named):
    """One kind of disagreement."""

    UNFILED = "unfiled", "名单有、系统无：请补办备案"
    UNKNOWN = "unknown", "系统有、名单无：请核实是否漏登"
    CLOSED_THERE = "closed_there", "系统已注销、名单仍在管：请核实并办理关停登记"
    CLOSED_HERE = "closed_here", "名单已注销、系统仍在用：请办理关停备案"
    FLAG = "flag", "系统有、名单写为未备案：请更正备案情况"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One account on which they disagree. *id*: in the register, empty where it is not there."""

    difference: LedgerDifference
    name: str
    platform: Platform
    unit: str
    id: str = ""


def compare(path: Path, accounts: Iterable[Account]) -> tuple[Found, ...]:
    """Return every difference, by kind; raises SheetError where the export cannot be read."""
    differences = list(_differences(_entries(path), list(accounts)))
    order = list(LedgerDifference)
    return tuple(
        sorted(
            differences, key=lambda entry: (order.index(entry.difference), entry.unit, entry.name)
        )
    )


def filings(path: Path, accounts: Iterable[Account]) -> Iterator[tuple[Account, bool]]:
    """Yield each account in use that the export shows otherwise than the register says.

    A closed entry is no filing for an account in use.
    """
    for account, entry in _matched(_entries(path), list(accounts)):
        filed = entry is not None and entry[2] not in GONE
        if account.status not in GONE and account.filed is not filed:
            yield account, filed


def _entries(path: Path) -> dict[Key, list[Entry]]:
    columns = {field: COLUMNS[field] for field in WANTED}
    given = tables.read(path, columns, ("name", "platform"))
    entries: dict[Key, list[Entry]] = {}
    problems = list(given.broken)
    for row in filled(given):
        if row.is_foot and not row["unit"]:
            continue  # totals and signatures below the table
        if not row["name"]:
            problems.append(given.problem(row.number, "name", "不能为空"))
            continue
        try:
            field = "platform"
            platform = vocabulary.platform(row["platform"])
            field = "status"
            status = vocabulary.status(row["status"]) if row["status"] else None
        except ValueError as error:
            problems.append(given.problem(row.number, field, str(error)))
            continue
        kind = vocabulary.wechat_kind(row["platform"]) if platform is Platform.WECHAT else None
        entry = (row["name"], row["unit"], status, kind)
        entries.setdefault(row_key(row, platform), []).append(entry)
    if problems:
        raise SheetError(problems)
    return entries


def _matched(
    entries: dict[Key, list[Entry]], accounts: list[Account]
) -> Iterator[tuple[Account, Entry | None]]:
    """Yield each account with its entry."""
    used = Counter(account_key(account) for account in accounts if account.status not in GONE)
    answers: dict[tuple[Key, str, WechatKind | None], Entry | None] = {}
    for account in accounts:
        key = account_key(account)
        if account.status in GONE and key in used:
            continue  # its successor bears its name
        asked = (key, account.unit.name, account.wechat_kind)  # namesakes have the same answer
        if asked not in answers:
            answers[asked] = _entry_of(account, entries.get(key, ()), shared=used[key] > 1)
        yield account, answers[asked]


def _differences(entries: dict[Key, list[Entry]], accounts: list[Account]) -> Iterator[Found]:
    here: dict[Key, set[WechatKind | None]] = {}
    for account in accounts:
        here.setdefault(account_key(account), set()).add(account.wechat_kind)
    for account, entry in _matched(entries, accounts):
        difference = _of(account, entry)
        if difference is not None:
            yield Found(
                difference=difference,
                name=account.name,
                platform=account.platform,
                unit=account.unit.name,
                id=account.id,
            )
    for key, same_key in entries.items():
        kinds = here.get(key, set())
        unknown = [entry for entry in same_key if not any(_may_be(k, entry) for k in kinds)]
        if not unknown:
            continue
        name, unit, status, _ = _in_use(unknown)
        if status not in GONE:
            yield Found(difference=LedgerDifference.UNKNOWN, name=name, platform=key[0], unit=unit)


def _may_be(kind: WechatKind | None, entry: Entry) -> bool:
    """Say whether an account of *kind* may be the one of *entry*: 订阅号 is no 服务号."""
    return None in (kind, entry[3]) or kind is entry[3]


def _entry_of(account: Account, entries: Sequence[Entry], *, shared: bool) -> Entry | None:
    """Return the entry of *account*; where units share the name, no other unit's.

    Nor one of WeChat's other kind.
    """
    entries = [entry for entry in entries if _may_be(account.wechat_kind, entry)]
    candidates = [entry for entry in entries if entry[1] == account.unit.name]
    if not candidates:
        candidates = [entry for entry in entries if not (shared and entry[1])]
    return _in_use(candidates) if candidates else None


def _in_use(entries: Sequence[Entry]) -> Entry:
    return next((entry for entry in entries if entry[2] not in GONE), entries[0])


def _of(account: Account, entry: Entry | None) -> LedgerDifference | None:
    gone_here = account.status in GONE
    if entry is None:
        return None if gone_here else LedgerDifference.UNFILED
    if gone_here and entry[2] is None:
        return None  # the export does not say whether it is still in use
    gone_there = entry[2] in GONE
    if gone_here != gone_there:
        return LedgerDifference.CLOSED_HERE if gone_here else LedgerDifference.CLOSED_THERE
    return LedgerDifference.FLAG if account.filed is False and not gone_there else None
