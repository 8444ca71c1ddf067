"""Units and accounts: each entry by itself, then what holds between them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from monitor.model import Account, Closing, Contact, County, Platform, Status, Unit, WechatKind
from monitor.model.policy import Policy
from monitor.parsing import naming, vocabulary
from monitor.registry.available_kinds import AvailableKinds
from monitor.registry.parse import messages
from monitor.registry.parse.checking import checked
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.options import read_account_options
from monitor.registry.parse.shapes import AccountKeys, CountyKeys, UnitKeys
from monitor.registry.parse.sources import read_sources
from monitor.registry.parse.yaml_positions import Fields, Items, Node, Place, Position, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterContext:
    """The context of an account. *named*: ids of units, those with faults included.

    *declares_units*: the file has a list of units, so that one that is not in it is a fault.
    """

    units: dict[str, Unit]
    named: dict[str, str]
    policy: Policy
    available: AvailableKinds
    faults: Faults
    declares_units: bool = True


def read_units(node: Node | None, faults: Faults) -> tuple[Unit, ...]:
    """Return the units without faults."""
    units = []
    for item, place in _entries(node, "units"):
        values = checked(UnitKeys, item, place, faults, drop_blank=True)
        if values is not None:
            units.append(Unit(**values))
    _report_repeated(node, "units", "id", messages.REPEATED_ID, faults)
    return tuple(units)


def read_counties(node: Node | None, faults: Faults) -> tuple[County, ...]:
    """Return the counties whose figures are expected, those without faults."""
    counties = []
    for item, place in _entries(node, "counties"):
        values = checked(CountyKeys, item, place, faults)
        if values is not None:
            counties.append(County(**values))
    _report_repeated(node, "counties", "code", messages.REPEATED_CODE, faults)
    return tuple(counties)


def read_accounts(node: Node | None, around: RegisterContext) -> tuple[Account, ...]:
    """Return the accounts without faults."""
    accounts = [_read_account(item, place, around) for item, place in _entries(node, "accounts")]
    _report_repeated(node, "accounts", "id", messages.REPEATED_ID, around.faults)
    _report_lost(node, around.faults)
    return _with_duplicates([account for account in accounts if account is not None])


def _with_duplicates(accounts: list[Account]) -> tuple[Account, ...]:
    """Set which other accounts the unit of each has on the same platform.

    An account that a document allows is no duplicate, nor is a cancelled one, nor one of WeChat's
    two kinds beside one of the other; of what kind an account is, somebody must have said.
    """
    groups: dict[tuple[str, Platform], list[Account]] = {}
    for account in accounts:
        if _counts(account) and not account.policy.get("duplicate_account", {}).get("allowed"):
            groups.setdefault((account.unit.id, account.platform), []).append(account)
    return tuple(
        replace(
            account,
            duplicates=tuple(
                other.id
                for other in groups.get((account.unit.id, account.platform), ())
                if other.id != account.id and not account.is_of_other_kind(other)
            ),
        )
        if _counts(account)
        else account
        for account in accounts
    )


def _counts(account: Account) -> bool:
    there = account.judged and account.status is not Status.CANCELLED
    return there and account.platform is not Platform.OTHER


def names_by_id(node: Node | None) -> dict[str, str]:
    """Return name by id as written, whatever else is wrong with the entries."""
    return {id: _text(item, "name") for item, _ in _entries(node, "") if (id := _text(item, "id"))}


def _read_account(node: Node, place: Place, around: RegisterContext) -> Account | None:
    faults = around.faults
    values = checked(AccountKeys, node, place, faults, drop_blank=True)
    if not isinstance(node, Fields):
        return None
    platform = _platform(node)
    sources = read_sources(node, platform, place, around.available, faults)
    policy = read_account_options(
        node.get("policy"), (*place, "policy"), platform, around.policy, around.available, faults
    )
    unit = _unit(node, place, around)
    if values is None or unit is None:
        return None
    read: dict[str, Any] = {"unit": unit, "sources": sources, "policy": policy}
    if (kind := _wechat_kind(node, platform, values, place, faults)) is not None:
        read["wechat_kind"] = kind
    if contact := values.pop("contact", None):
        read["contact"] = Contact(**contact)
    if closing := values.pop("closing", None):
        read["closing"] = Closing(**closing)
    return Account(**(values | read))


def _platform(node: Fields) -> Platform | None:
    return naming.platform_or_none(_text(node, "platform"))


def _wechat_kind(
    node: Fields,
    platform: Platform | None,
    values: dict[str, Any],
    place: Place,
    faults: Faults,
) -> WechatKind | None:
    """Return of which kind an account is, by its own field or by the word for its platform."""
    written = node.get("wechat_kind")
    if platform is Platform.WECHAT:
        return values.get("wechat_kind") or vocabulary.wechat_kind(_text(node, "platform"))
    if platform is not None and isinstance(written, Scalar) and not written.blank:
        message = f"只用于微信公众号，该账号的平台是{platform.label}"
        faults.add(written.mark, (*place, "wechat_kind"), message)
    return None


def _unit(node: Fields, place: Place, around: RegisterContext) -> Unit | None:
    written = node.get("unit")
    if not isinstance(written, Scalar) or written.blank:
        return None  # reported where the account's keys were checked
    word = written.text
    by_name = [id for id, name in around.named.items() if name == word]
    if around.declares_units and word not in around.named and len(by_name) != 1:
        choices = [*around.named, *around.named.values()]
        message = (
            f"有{len(by_name)}个单位名为 {messages.shown(word)}，请填单位标识：{'、'.join(by_name)}"
            if by_name
            else f"units 中没有单位 {messages.shown(word)}{messages.hint(word, choices)}"
        )
        around.faults.add(written.mark, (*place, "unit"), message)
    return around.units.get(word if word in around.named else next(iter(by_name), ""))


def _report_repeated(node: Node | None, key: str, field: str, message: str, faults: Faults) -> None:
    """Report each value of *field* that an earlier entry has, at its place."""
    first: dict[str, Position] = {}
    for item, place in _entries(node, key):
        value = item.get(field) if isinstance(item, Fields) else None
        if not isinstance(value, Scalar) or value.blank:
            continue
        if value.text in first:
            line = first[value.text].line
            told = message.format(value=messages.shown(value.text), line=line)
            faults.add(value.mark, (*place, field), told)
        else:
            first[value.text] = value.mark


def _report_lost(node: Node | None, faults: Faults) -> None:
    """Report each account that is merged into one that does not exist."""
    targets = [
        (target, place)
        for item, place in _entries(node, "accounts")
        if isinstance(item, Fields) and isinstance(target := item.get("merged_into"), Scalar)
    ]
    if not targets:
        return
    ids = set(names_by_id(node))
    for target, place in targets:
        if not target.blank and target.text not in ids:
            message = messages.unknown("账号", target.text, sorted(ids))
            faults.add(target.mark, (*place, "merged_into"), message)


def _entries(node: Node | None, key: str) -> Iterator[tuple[Node, Place]]:
    items = node.items if isinstance(node, Items) else ()
    for number, item in enumerate(items):
        yield item, (key, number)


def _text(node: Any, key: str) -> str:
    value = node.get(key) if isinstance(node, Fields) else None
    return value.text if isinstance(value, Scalar) and not value.blank else ""
