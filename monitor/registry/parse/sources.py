"""The sources of one account: kind, platform, keys, and what their classes say of the values."""

from typing import Any

from monitor.model import Platform
from monitor.registry.available_kinds import AvailableKinds
from monitor.registry.parse import messages
from monitor.registry.parse.checking import at_named_key, checked, refusal
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.shapes import inner_dataclasses, source_shape
from monitor.registry.parse.yaml_positions import Fields, Items, Node, Place, Reported, Scalar
from monitor.sources import Source


def read_sources(
    account: Fields,
    platform: Platform | None,
    place: Place,
    available: AvailableKinds,
    faults: Faults,
) -> tuple[Source, ...]:
    """Return the sources of *account*; those with faults are reported and left out."""
    node = account.get("sources")
    items = node.items if isinstance(node, Items) else ()
    sources = (
        _read_source(item, platform, (*place, "sources", number), available, faults)
        for number, item in enumerate(items)
    )
    return tuple(source for source in sources if source is not None)


def kind_fault(kind: str, available: AvailableKinds) -> str:
    """Say what is wrong with the name of a kind, nothing where it can be used."""
    if kind in available.kinds:
        return ""
    return messages.unknown("来源类型", kind, available.kinds)


def _read_source(
    node: Node, platform: Platform | None, place: Place, available: AvailableKinds, faults: Faults
) -> Source | None:
    if not isinstance(node, Fields):
        return None  # reported where the account's keys were checked
    source_class = _kind(node, place, available, faults)
    if source_class is None:
        return None
    _check_platform(source_class, platform, node, place, faults)
    values = checked(source_shape(source_class.kind, source_class), node, place, faults)
    if values is None:
        return None
    del values["kind"]
    source: Source | None = _instance(source_class, values, node, place, faults)
    return source


def _kind(
    node: Fields, place: Place, available: AvailableKinds, faults: Faults
) -> type[Source] | None:
    kind = node.get("kind")
    if isinstance(kind, Reported):
        return None
    if kind is None:
        faults.add(node.mark, (*place, "kind"), messages.MISSING.format(key="kind"))
    elif not isinstance(kind, Scalar):
        faults.add(kind.mark, (*place, "kind"), messages.TYPES["string_type"])
    elif kind.blank:
        faults.add(kind.mark, (*place, "kind"), messages.EMPTY)
    elif fault := kind_fault(kind.text, available):
        faults.add(kind.mark, (*place, "kind"), fault)
    else:
        return available.kinds[kind.text]
    return None


def _check_platform(
    source: type[Source], platform: Platform | None, node: Fields, place: Place, faults: Faults
) -> None:
    if platform is None or not source.platforms or platform in source.platforms:
        return
    fitting = "、".join(fit.value for fit in Platform if fit in source.platforms)
    mark = node.entries["kind"][1].mark
    message = f"来源 {source.kind} 不能用于平台 {platform}（{platform.label}），只适用于 {fitting}"
    faults.add(mark, (*place, "kind"), message)


def _instance(value: type, given: dict[str, Any], node: Node, place: Place, faults: Faults) -> Any:
    """Build *value* from what was given, inner values first; None where it refuses them."""
    for name, inner in inner_dataclasses(value).items():
        if name not in given:
            continue
        below = node.get(name) if isinstance(node, Fields) else None
        instance = _instance(inner, given[name], below or node, (*place, name), faults)
        if instance is None:
            return None
        given = {**given, name: instance}
    if reason := refusal(value, given):
        faults.add(*at_named_key(node, place, reason), reason)
        return None
    return value(**given)
