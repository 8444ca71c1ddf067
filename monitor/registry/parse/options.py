"""Options of the checks, for the whole register, for one platform, for one account.

Narrower options override wider ones, so a check is built with the options as they will apply:
options valid alone may contradict those they override.
"""

from collections.abc import Mapping
from typing import Any

from monitor.model import Options, Platform
from monitor.model.policy import Policy
from monitor.registry.available_kinds import AvailableKinds
from monitor.registry.parse import messages
from monitor.registry.parse.checking import at_named_key, checked, refusal, unknown_key
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.fields import member
from monitor.registry.parse.shapes import options_shape
from monitor.registry.parse.yaml_positions import Fields, Node, Place, Reported, Scalar

Checks = dict[str, Options]
PLATFORMS = "platforms"


def read_policy(node: Node | None, available: AvailableKinds, faults: Faults) -> Policy:
    """Return the options of the whole register and of its platforms."""
    if not isinstance(node, Fields):
        return Policy(checks={}, platforms={})
    place: Place = ("policy",)
    checks = read_options(node, place, available, faults, extra=(PLATFORMS,))
    platforms = _read_platforms(node.get(PLATFORMS), (*place, PLATFORMS), checks, available, faults)
    return Policy(checks=checks, platforms=platforms)


def read_account_options(
    node: Node | None,
    place: Place,
    platform: Platform | None,
    policy: Policy,
    available: AvailableKinds,
    faults: Faults,
) -> Checks:
    """Return the options that differ for one account."""
    if not isinstance(node, Fields):
        return {}  # reported where the account's keys were checked
    wider = [policy.checks]
    if platform is not None and platform in policy.platforms:
        wider.append(policy.platforms[platform])
    return read_options(node, place, available, faults, *wider)


def read_options(
    node: Fields,
    place: Place,
    available: AvailableKinds,
    faults: Faults,
    *wider: Mapping[str, Options],
    extra: tuple[str, ...] = (),
) -> Checks:
    """Return options by check. *wider*: the options they override; *extra*: other keys allowed."""
    read: Checks = {}
    for key, (_, value) in node.entries.items():
        if key in extra:
            continue
        if key not in available.checks:
            unknown_key(node, key, [*available.checks, *extra], place, faults, "检查项")
            continue
        here = (*place, key)
        options = checked(options_shape(key, available.checks[key]), value, here, faults)
        if options is None:
            continue
        read[key] = options
        below = [layer[key] for layer in wider if key in layer]
        _try(available.checks[key], [*below, options], value, here, faults)
    return read


def _read_platforms(
    node: Node | None, place: Place, checks: Checks, available: AvailableKinds, faults: Faults
) -> dict[str, Checks]:
    if node is None or isinstance(node, Reported) or (isinstance(node, Scalar) and node.blank):
        return {}
    if not isinstance(node, Fields):
        faults.add(node.mark, place, messages.TYPES["dict_type"])
        return {}
    read: dict[str, Checks] = {}
    for key, (mark, value) in node.entries.items():
        try:
            member(Platform, "平台", key)
        except ValueError as error:
            faults.add(mark, (*place, key), str(error))
            continue
        if isinstance(value, Fields):
            read[key] = read_options(value, (*place, key), available, faults, checks)
        elif not isinstance(value, Reported):
            faults.add(value.mark, (*place, key), messages.TYPES["dict_type"])
    return read


def _try(check: Any, layers: list[Options], node: Node, place: Place, faults: Faults) -> None:
    """Build *check* with the options as they will apply; lower layers were tried before."""
    if len(layers) > 1 and refusal(check, _merged(layers[:-1])):
        return
    if reason := refusal(check, _merged(layers)):
        faults.add(*at_named_key(node, place, reason), reason)


def _merged(layers: list[Options]) -> Options:
    return {key: value for layer in layers for key, value in layer.items()}
