"""What a paper tells of filing, duplicates and the register itself (备案与开设管理)."""

from collections.abc import Iterable, Iterator, Sequence

from monitor.figures import Figures
from monitor.figures.values import RegisterFinding
from monitor.model import AccountSnapshot, Status, codes
from monitor.parsing.text import clean
from reports import county_words
from reports.names import EXAMPLES, NAME, WORKBOOK, listed, with_unit

KINDS = {  # kind → what it is called; those that nobody outside has to know are missing
    (codes.UNFILED_ACCOUNT, "unfiled"): "未在全国政务新媒体信息报送系统备案",
    (codes.UNFILED_ACCOUNT, Status.UNLISTED.value): "未纳入全国政务新媒体信息报送系统",
    (codes.UNFILED_ACCOUNT, Status.CHANGING.value): "信息变更后尚未办理变更备案",
    (codes.UNFILED_ACCOUNT, Status.CANCELLED.value): "已在平台注销、尚未办理关停备案",
    (codes.INCOMPLETE_ENTRY, "incomplete_entry"): "登记信息不全",
    (codes.ORPHAN_UNIT, "orphan_unit"): "主办单位已撤并",
}


def registration(figures: Figures) -> tuple[str, ...]:
    """Return what is amiss with filing and opening, a clause each; empty where nothing is."""
    findings = figures.register_findings
    clauses = [*_duplicates(findings, figures)]
    for (check, kind), words in KINDS.items():
        of_kind = [f.account for f in findings if (f.check, f.kind) == (check, kind)]
        if of_kind:
            clauses.append(f"{words}的账号{len(of_kind)}个（{_named(of_kind, figures)}）")
    unknown = sum(row.account.filed is None for row in figures.accounts)
    if unknown:
        clauses.append(f"名单未写明是否备案的账号{unknown}个，尚待核实")
    return tuple(clauses)


def duplicated(figures: Figures) -> bool:
    """Say whether any unit has several accounts on one platform."""
    return any(found.check == codes.DUPLICATE_ACCOUNT for found in figures.register_findings)


def _named(accounts: Sequence[AccountSnapshot], figures: Figures) -> str:
    """Return the accounts by name; of a city, where they are many, their numbers by county."""
    if figures.counties and len(accounts) > EXAMPLES:
        counted = county_words.counted(figures, (account.id for account in accounts))
        return f"{counted}，名单见{WORKBOOK}"
    return listed(list(map(with_unit, accounts)))


def _duplicates(findings: Iterable[RegisterFinding], figures: Figures) -> Iterator[str]:
    """Yield the accounts that units have besides others on the same platform."""
    groups: dict[tuple[str, str], list[AccountSnapshot]] = {}
    for found in findings:
        if found.check == codes.DUPLICATE_ACCOUNT:
            key = (found.account.unit_id or found.account.unit, found.account.platform)
            groups.setdefault(key, []).append(found.account)
    if figures.counties and len(groups) > EXAMPLES:
        first = (accounts[0].id for accounts in groups.values())
        counted = county_words.counted(figures, first, "组")
        yield f"同一单位在同一平台重复开设的{len(groups)}组（{counted}，名单见{WORKBOOK}）"
    elif groups:
        names = list(map(_as_one, groups.values()))
        yield f"同一单位在同一平台重复开设的{len(groups)}组（{listed(names)}）"


def _as_one(accounts: Sequence[AccountSnapshot]) -> str:
    """Return accounts of one unit on one platform: unit and platform once, then each name."""
    first, *others = accounts
    return with_unit(first) + "".join(f"“{clean(account.name, NAME)}”" for account in others)
