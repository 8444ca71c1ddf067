"""Bundles as counties hand them in, of figures that tests drew."""

from dataclasses import replace
from functools import partial
from typing import Any

from monitor.app.bundle_manifest import manifest_of
from monitor.bundles import reading, signature, writing
from monitor.bundles.account_line import LimitsLine
from monitor.bundles.manifest import IssueEntry
from monitor.bundles.values import Bundle, Parts
from monitor.figures import Figures
from monitor.figures.bundle_lines import LineMaker
from monitor.model import Jurisdiction
from monitor.system.readonly import nothing_yet
from reports import figures_json

IN_LINES = ("accounts", "cases", "rectified", "opened", "closed", "renamed", "left_failing")


def content_of(
    figures: Figures,
    code: str,
    name: str,
    *,
    version: int = 1,
    issued: IssueEntry | None = None,
    key: bytes = b"",
    **known: Any,
) -> bytes:
    """Return the bundle of a county whose papers tell *figures*."""
    owner = Jurisdiction(name=name, code=code, office=f"{name}人民政府办公室")
    computed = replace(figures, jurisdiction=owner)
    days = computed.limits
    line = LimitsLine(
        remind_days=days["remind_days"],
        max_days=days["max_days"],
        zombie_days=days["zombie_days"],
        cancel_days=days["cancel_days"],
    )
    maker = LineMaker(figures=computed, limits=lambda _: line, hashes={})
    head = figures_json.head(computed)
    parts = Parts(
        rules=f'{{"max_days": {days["max_days"]}}}',
        figures={key: head[key] for key in head if key not in IN_LINES},
        accounts=tuple(maker.accounts()),
        cases=tuple(maker.cases()),
        changes=tuple(maker.changes()),
    )
    made = replace(manifest_of(nothing_yet(), computed, parts, version, issued, None), **known)
    return writing.write(made, parts, partial(signature.sign, key) if key else None)


def bundle_of(figures: Figures, code: str, name: str, **known: Any) -> Bundle:
    """Return the same as it is read."""
    return reading.read(content_of(figures, code, name, **known))
