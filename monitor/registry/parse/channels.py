"""The channels: which notices go to whom by which service."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.model import Unit
from monitor.notices.channels import CHANNELS, Mail
from monitor.notices.notice import Route
from monitor.registry.parse import messages
from monitor.registry.parse.checking import checked, refusal
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.shapes import channel_shape
from monitor.registry.parse.yaml_positions import Fields, Node, Place, Scalar

EACH = "units"  # in the place of a letter's receivers: each unit's own address


def read_channels(
    node: Node | None, units: Sequence[Unit], named: frozenset[str], faults: Faults
) -> tuple[Route, ...]:
    """Return the channels without faults, in the order of the file.

    *named*: the ids of all units, those with faults included.
    """
    entries = node.entries.items() if isinstance(node, Fields) else ()
    routes: list[Route] = []
    for name, (_, value) in entries:
        route = _read(name, value, ("channels", name), named, faults)
        if route is not None:
            routes += _each(route, value, units, faults)
    return tuple(routes)


def _each(route: Route, node: Node, units: Sequence[Unit], faults: Faults) -> Iterator[Route]:
    """Yield the route, or one for each unit it is meant for where it goes to their addresses."""
    channel = route.channel
    if not isinstance(channel, Mail) or channel.to != EACH:
        yield route
        return
    wanted = [unit for unit in units if unit.mail and unit.id in (route.units or (unit.id,))]
    if not wanted:
        message = "写 units 即发给各单位自己的邮箱，但 units: 中没有单位写明 mail"
        written = node.get("to") if isinstance(node, Fields) else None
        faults.add((written or node).mark, ("channels", route.name, "to"), message)
    for unit in wanted:
        yield replace(
            route,
            name=f"{route.name}:{unit.id}",
            channel=replace(channel, to=unit.mail),
            units=(unit.id,),
        )


def _read(
    name: str, node: Node, place: Place, units: frozenset[str], faults: Faults
) -> Route | None:
    kind = node.get("kind") if isinstance(node, Fields) else None
    if not isinstance(kind, Scalar) or kind.text not in CHANNELS:
        message = (
            messages.unknown("通道类型", kind.text, CHANNELS) if isinstance(kind, Scalar) else ""
        )
        faults.add(
            kind.mark if kind else node.mark, place, message or messages.MISSING.format(key="kind")
        )
        return None
    channel = CHANNELS[kind.text]
    values = checked(channel_shape(kind.text, channel), node, place, faults)
    if values is None:
        return None
    del values["kind"]
    receivers, kinds = tuple(values.pop("units", ())), frozenset(values.pop("kinds", ()))
    strangers = [unit for unit in receivers if unit not in units]
    if strangers:
        faults.add(node.mark, (*place, "units"), messages.unknown("单位", strangers[0], units))
    if reason := refusal(channel, values):
        faults.add(node.mark, place, reason)
        return None
    return Route(name=name, channel=channel(**values), units=receivers, kinds=kinds)
