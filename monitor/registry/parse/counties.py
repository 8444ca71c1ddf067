"""The counties whose figures a city expects: each entry by itself, and no code twice."""

from monitor.model import County
from monitor.registry.parse import messages
from monitor.registry.parse.checking import checked
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.shapes import CountyKeys
from monitor.registry.parse.yaml_positions import Fields, Items, Node, Position, Scalar


def read_counties(node: Node | None, faults: Faults) -> tuple[County, ...]:
    """Return the counties whose figures are expected, those without faults."""
    items = node.items if isinstance(node, Items) else ()
    read = [checked(CountyKeys, item, ("counties", n), faults) for n, item in enumerate(items)]
    _report_repeated(items, faults)
    return tuple(County(**values) for values in read if values is not None)


def _report_repeated(items: tuple[Node, ...], faults: Faults) -> None:
    """Report each code that an earlier county has, at its place."""
    first: dict[str, Position] = {}
    for number, item in enumerate(items):
        code = item.get("code") if isinstance(item, Fields) else None
        if not isinstance(code, Scalar) or code.blank:
            continue
        if code.text in first:
            line, shown = first[code.text].line, messages.shown(code.text)
            message = messages.REPEATED_CODE.format(value=shown, line=line)
            faults.add(code.mark, ("counties", number, "code"), message)
        else:
            first[code.text] = code.mark
