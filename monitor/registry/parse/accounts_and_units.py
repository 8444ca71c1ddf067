"""Units and accounts of one file: each entry by itself, and what the other files must fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from monitor.model import Account, Closing, Contact, Platform, Unit, WechatKind
from monitor.model.policy import Policy
from monitor.parsing import naming, vocabulary
from monitor.registry.available_kinds import AvailableKinds
from monitor.registry.parse.checking import checked
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.options import read_account_options
from monitor.registry.parse.part import RegisterPart, WrittenTexts
from monitor.registry.parse.shapes import AccountKeys, UnitKeys
from monitor.registry.parse.sources import read_sources
from monitor.registry.parse.yaml_positions import Fields, Items, Node, Place, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """The context of an account. *named*: ids of the file's units, those with faults included."""

    units: dict[str, Unit]
    named: dict[str, str]
    policy: Policy
    available: AvailableKinds
    faults: Faults


def read_part(
    units: Node | None,
    accounts: Node | None,
    policy: Policy,
    available: AvailableKinds,
    faults: Faults,
    *,
    declares_units: bool,
) -> RegisterPart:
    """Return what the lists *units* and *accounts* of one file hold, what has faults left out.

    A text among the accounts is no account: it names other files.
    """
    read = read_units(units, faults)
    around = _Context(
        units={unit.id: unit for unit in read},
        named=names_by_id(units),
        policy=policy,
        available=available,
        faults=faults,
    )
    entries = [(item, place) for item, place in _entries(accounts, "accounts") if not is_text(item)]
    made = [_read_account(item, place, around) for item, place in entries]
    words = _written(accounts, "unit")
    return RegisterPart(
        units=read,
        accounts=tuple(account for account in made if account is not None),
        named=around.named,
        unit_ids=WrittenTexts.of(_written(units, "id")),
        account_ids=WrittenTexts.of(_written(accounts, "id")),
        strangers=WrittenTexts.of(
            (number, word) for number, word in words if word.text not in around.named
        ),
        targets=WrittenTexts.of(_written(accounts, "merged_into")),
        policy=policy,
        declares_units=declares_units,
    )


def is_text(node: Node) -> bool:
    """Say whether an entry of the accounts is a text, which can only name files."""
    return isinstance(node, Scalar) and not node.blank


def read_units(node: Node | None, faults: Faults) -> tuple[Unit, ...]:
    """Return the units without faults."""
    units = []
    for item, place in _entries(node, "units"):
        values = checked(UnitKeys, item, place, faults, drop_blank=True)
        if values is not None:
            units.append(Unit(**values))
    return tuple(units)


def names_by_id(node: Node | None) -> dict[str, str]:
    """Return name by id as written, whatever else is wrong with the entries."""
    return {id: _text(item, "name") for item, _ in _entries(node, "") if (id := _text(item, "id"))}


def _read_account(node: Node, place: Place, around: _Context) -> Account | None:
    faults = around.faults
    values = checked(AccountKeys, node, place, faults, drop_blank=True)
    if not isinstance(node, Fields):
        return None
    platform = _platform(node)
    sources = read_sources(node, platform, place, around.available, faults)
    policy = read_account_options(
        node.get("policy"), (*place, "policy"), platform, around.policy, around.available, faults
    )
    unit = _unit(node, around)
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


def _unit(node: Fields, around: _Context) -> Unit | None:
    """Return the unit that is meant; one that is not of this file is known by its word alone."""
    word = _text(node, "unit")  # without one it is reported where the account's keys are checked
    if word and word not in around.named:
        return Unit(id=word, name="")
    return around.units.get(word)


def _written(node: Node | None, key: str) -> Iterator[tuple[int, Scalar]]:
    """Yield what stands under *key* in each entry, with the number of the entry."""
    items = node.items if isinstance(node, Items) else ()
    for number, item in enumerate(items):
        value = item.get(key) if isinstance(item, Fields) else None
        if isinstance(value, Scalar) and not value.blank:
            yield number, value


def _entries(node: Node | None, key: str) -> Iterator[tuple[Node, Place]]:
    items = node.items if isinstance(node, Items) else ()
    for number, item in enumerate(items):
        yield item, (key, number)


def _text(node: Any, key: str) -> str:
    value = node.get(key) if isinstance(node, Fields) else None
    return value.text if isinstance(value, Scalar) and not value.blank else ""
