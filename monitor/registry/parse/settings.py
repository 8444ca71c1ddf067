"""The short sections: whose register this is, and how the network may be used."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from monitor.cases.case import RectificationRules
from monitor.http.trust import certificates
from monitor.model import Jurisdiction
from monitor.model.cluster import Cluster
from monitor.model.schedule import Ping, Schedule, Task
from monitor.model.score_table import Deduction, ScoreItem, ScoreTable
from monitor.model.workdays import Workdays
from monitor.registry.available_kinds import AvailableKinds
from monitor.registry.parse import fields, messages
from monitor.registry.parse.checking import checked
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.shapes import (
    HolidayKeys,
    JurisdictionKeys,
    NetworkKeys,
    ScheduleKeys,
    StampingKeys,
)
from monitor.registry.parse.sources import kind_fault
from monitor.registry.parse.terms import RectifyingKeys, ScoreKeys
from monitor.registry.parse.yaml_positions import Fields, Node, Reported, Scalar
from monitor.registry.values import Network, Stamping

T = TypeVar("T")


def read_jurisdiction(node: Node | None, faults: Faults) -> Jurisdiction:
    """Return the jurisdiction; a nameless one where it has faults."""
    values = node and checked(JurisdictionKeys, node, ("jurisdiction",), faults, drop_blank=True)
    return Jurisdiction(**(values or {"name": ""}))


def read_network(node: Node | None, folder: Path, faults: Faults) -> Network:
    """Return how the network is reached; files stand in *folder* unless they say otherwise."""
    values = dict((node and checked(NetworkKeys, node, ("network",), faults)) or {})
    written = node.get("ca_file") if isinstance(node, Fields) else None
    if "ca_file" in values and written is not None:
        values["ca_file"] = folder / values["ca_file"]
        if fault := certificates(values["ca_file"])[1]:
            faults.add(written.mark, ("network", "ca_file"), fault)
    values["legacy_tls"] = frozenset(values.get("legacy_tls", ()))
    return Network(**values)


def read_stamping(node: Node | None, folder: Path, faults: Faults) -> Stamping:
    """Return the time-stamping authority and the certificates to check it by."""
    values = dict((node and checked(StampingKeys, node, ("stamping",), faults)) or {})
    written = node.get("ca_file") if isinstance(node, Fields) else None
    if "ca_file" in values and written is not None:
        values["ca_file"] = folder / values["ca_file"]
        if fault := certificates(values["ca_file"])[1]:
            faults.add(written.mark, ("stamping", "ca_file"), fault)
    return Stamping(**values)


def read_rectifying(node: Node | None, faults: Faults) -> RectificationRules:
    """Return the terms of rectification, the defaults where nothing is set."""
    values = (node and checked(RectifyingKeys, node, ("rectifying",), faults)) or {}
    for name, least in (("due_workdays", 1), ("recur_days", 0)):
        if node is not None and values.get(name, least) < least:
            faults.add(node.mark, ("rectifying", name), f"须不小于 {least}")
    return RectificationRules(**values)


def read_score(node: Node | None, faults: Faults) -> ScoreTable:
    """Return the table of deductions, the defaults where nothing is set."""
    values = (node and checked(ScoreKeys, node, ("score",), faults)) or {}
    defaults = ScoreTable()
    deductions = {
        fault: Deduction(marks=_marks(values[fault]["marks"]), basis=values[fault].get("basis", ""))
        for fault in ScoreItem
        if fault in values
    }
    amounts = [values.get("full", 0), *(deduction.marks for deduction in deductions.values())]
    if node is not None and min(amounts) < 0:
        faults.add(node.mark, ("score",), "分数不能为负数")
    full = _marks(values["full"]) if "full" in values else defaults.full
    return ScoreTable(full=full, deductions={**defaults.deductions, **deductions})


def _marks(number: float) -> Decimal:
    return Decimal(str(number))


def read_endpoints(node: Node | None, available: AvailableKinds, faults: Faults) -> dict[str, str]:
    """Return the origins that stand in for the real ones, by source kind."""

    def kind(word: str) -> str:
        if fault := kind_fault(word, available):
            raise ValueError(fault)
        return word

    return _pairs(node, "endpoints", kind, fields.origin, faults)


def read_pace(node: Node | None, faults: Faults) -> dict[str, timedelta]:
    """Return the least time between two requests, by host; ``default`` for all others."""
    return _pairs(node, "pace", fields.host, fields.pace, faults)


def read_schedule(
    node: Node | None,
    holidays: Node | None,
    folder: Path,
    faults: Faults,
    *,
    allow_private: bool,
) -> Schedule:
    """Return the daemon's schedule, the defaults where nothing is set."""
    values = dict((node and checked(ScheduleKeys, node, ("schedule",), faults)) or {})
    days = (holidays and checked(HolidayKeys, holidays, ("holidays",), faults)) or {}
    defaults = Schedule()
    share = values.pop("share", defaults.share)
    quiet = values.pop("quiet", defaults.quiet)
    url = values.pop("ping", "")
    spread = values.pop("spread", defaults.spread)
    escalate = values.pop("escalate", defaults.escalate)
    status_page = values.pop("status_page", defaults.status_page)
    cluster = _cluster(values, node, folder, faults)
    rules = {Task(name): rule for name, rule in values.items()}
    return Schedule(
        rules={**defaults.rules, **rules},
        share=share,
        quiet=quiet,
        spread=spread,
        escalate=escalate,
        status_page=status_page,
        cluster=cluster,
        ping=Ping(url=url, allow_private=allow_private) if url else None,
        workdays=Workdays(off=frozenset(days.get("off", ())), work=frozenset(days.get("work", ()))),
    )


def _cluster(
    values: dict[str, Any], node: Node | None, folder: Path, faults: Faults
) -> Cluster | None:
    """Take the cluster out of a schedule's *values*; None where checks look from here."""
    address, certificates = values.pop("cluster", ""), values.pop("certificates", "")
    if not isinstance(node, Fields):
        return None
    if certificates and not address:
        written = node.get("certificates") or node
        faults.add(written.mark, ("schedule", "certificates"), "须与 cluster 同用")
    if not address:
        return None
    try:
        return Cluster(
            address=address, certificates=str(folder / certificates) if certificates else ""
        )
    except ValueError as error:
        written = node.get("cluster") or node
        faults.add(written.mark, ("schedule", "cluster"), str(error))
        return None


def _pairs(
    node: Node | None,
    section: str,
    read_key: Callable[[str], str],
    read_value: Callable[[str], T],
    faults: Faults,
) -> dict[str, T]:
    read: dict[str, T] = {}
    for key, (mark, value) in node.entries.items() if isinstance(node, Fields) else ():
        place = (section, key)
        try:
            name = read_key(key)
        except ValueError as error:
            faults.add(mark, place, str(error))
            name = key
        if isinstance(value, Reported):
            continue
        try:
            read[name] = read_value(_text(value))
        except ValueError as error:
            faults.add(value.mark, place, str(error))
    return read


def _text(node: Node) -> str:
    if not isinstance(node, Scalar):
        raise ValueError(messages.TYPES["string_type"])
    return "" if node.blank else node.text
