"""The channels: who is told of what by which way."""

from monitor.channels import CHANNELS
from monitor.notices import Outlet
from monitor.registry import words
from monitor.registry.checking import checked, refusal
from monitor.registry.faults import Faults
from monitor.registry.positions import Fields, Node, Place, Scalar
from monitor.registry.shapes import channel_shape


def read_channels(node: Node | None, units: frozenset[str], faults: Faults) -> tuple[Outlet, ...]:
    """Return the channels without faults, in the order of the file."""
    entries = node.entries.items() if isinstance(node, Fields) else ()
    made = (_read(name, value, ("channels", name), units, faults) for name, (_, value) in entries)
    return tuple(outlet for outlet in made if outlet is not None)


def _read(
    name: str, node: Node, place: Place, units: frozenset[str], faults: Faults
) -> Outlet | None:
    kind = node.get("kind") if isinstance(node, Fields) else None
    if not isinstance(kind, Scalar) or kind.text not in CHANNELS:
        known = words.unknown("通道类型", kind.text, CHANNELS) if isinstance(kind, Scalar) else ""
        faults.add(
            kind.mark if kind else node.mark, place, known or words.MISSING.format(key="kind")
        )
        return None
    channel = CHANNELS[kind.text]
    values = checked(channel_shape(kind.text, channel), node, place, faults)
    if values is None:
        return None
    del values["kind"]
    told, kinds = tuple(values.pop("units", ())), frozenset(values.pop("kinds", ()))
    strangers = [unit for unit in told if unit not in units]
    if strangers:
        faults.add(node.mark, (*place, "units"), words.unknown("单位", strangers[0], units))
    if said := refusal(channel, values):
        faults.add(node.mark, place, said)
        return None
    return Outlet(name=name, channel=channel(**values), units=told, kinds=kinds)
