"""A county's paper and the file handed in with it: the paper prints the checksum of the file.

The file comes first and knows of no paper but its number and day; so the one can name the other.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from monitor.app import bundle, bundle_key
from monitor.app.publish import IssueMark
from monitor.bundles.bundle_store import BundleStore
from monitor.bundles.manifest import IssueEntry
from monitor.figures import Figures
from monitor.model import checksum
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.system.files import deliver


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPlace:
    """The data directory, where papers go, and who hears what is to be told."""

    data: Path
    out: Path
    tell: Callable[[str], None]


def code_of(db: Database, registry: Registry, computed: Figures, kind: str) -> str:
    """Return the checksum of the file that tells exactly *computed*; empty where there is none."""
    if kind != bundle.PAPERS[computed.period.span]:
        return ""
    made = bundle.current(db, registry, computed)
    return checksum.printed(made.sha256) if made else ""


def hand_in(
    db: Database,
    registry: Registry,
    computed: Figures,
    kind: str,
    mark: IssueMark,
    where: PaperPlace,
    *,
    asked: bool,
) -> None:
    """Make the file for the paper that *mark* issues, if it is *asked* for or usual here."""
    from reports import figures_json

    usual = kind == bundle.PAPERS[computed.period.span] and BundleStore(db).last() is not None
    if not asked and not usual:
        return
    frozen = hashlib.sha256(figures_json.freeze(computed).encode()).hexdigest()
    result = bundle.make(
        db,
        registry,
        computed,
        key=bundle_key.load(where.data, make=True),
        issued=IssueEntry(kind=kind, number=mark.number, on=mark.on, figures_sha256=frozen),
    )
    path = bundle.place_for(None, where.out / result.made.period, result.made.name)
    published = deliver(where.data, path, result.content)
    for kept in published.kept:
        where.tell(str(kept))
    where.tell(
        f"报送市级的数据包在 {published.files[0]}，数据包校验码 {result.code}，印在报告末尾。"
    )
