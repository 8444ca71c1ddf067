"""The units that a name in a table refers to. Pure."""

import re
from collections.abc import Iterable

from monitor.model import Unit
from monitor.parsing.text import joined

KINDS = (  # what a name says of the kind of a unit; the office looks over what comes of it
    (re.compile(r"(人民政府|(?<![镇乡民])政府)办公室$"), "office"),
    (re.compile(r"(镇|乡|街道)(人民政府|办事处|党工委)?$"), "town"),
    (re.compile(r"(局|委员会|检察院|法院|[县区市]委办公室)$"), "department"),
    (re.compile(r"(中心|学校|中学|小学|医院|图书馆|文化馆|博物馆|档案馆|电视台)$"), "institution"),
)


def kind_of(name: str) -> str:
    """Return the kind of a unit as its name tells it, empty where it tells none."""
    return next((kind for ends, kind in KINDS if ends.search(name)), "")


def units_named(text: str, units: Iterable[Unit], county: str) -> list[Unit]:
    """Return the unit whose id or name is *text*, else all units it may abbreviate."""
    text = joined(text)
    candidates = list(units)
    exact = [unit for unit in candidates if text in (unit.id, unit.name)]
    return exact or [unit for unit in candidates if _is_short(text, unit.name, county)]


def _is_short(text: str, name: str, county: str) -> bool:
    """Say whether *text* is *name* without the county in front or 人民政府 behind."""
    front = name.removesuffix(text)
    has_county = front != name and county.startswith(front)
    return has_county or name == f"{text}人民政府" or name == f"{county}{text}人民政府"
