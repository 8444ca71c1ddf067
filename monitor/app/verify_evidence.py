"""Everything that can be verified of the evidence: bytes and rows, looks made anew, time stamps."""

from dataclasses import dataclass, replace
from pathlib import Path

from monitor.app.audit import Audit, audit
from monitor.app.rederive import Rederived, rederive
from monitor.app.stamp import StampCheck, check
from monitor.model.errors import ConfigError
from monitor.registry import Registry, load
from monitor.system.chain.head_lookup import ChainHeads
from monitor.system.connection import Database
from monitor.verdicts.reader import VerdictReader


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCheck:
    """What was verified, and every fault of it."""

    audit: Audit
    rederived: Rederived
    stamps: StampCheck

    @property
    def faults(self) -> tuple[str, ...]:
        """Return every fault, a sentence each with its place."""
        return (*self.audit.faults, *self.rederived.faults, *self.stamps.faults)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what is no fault of bytes, rows or looks, and must be known besides."""
        return (*self.audit.remarks, *self.rederived.remarks)

    @property
    def is_empty(self) -> bool:
        """Say whether there was nothing to verify."""
        return not (self.audit.exchanges or self.audit.runs or self.audit.faults)


def verify_evidence(
    db: Database, folder: Path, accounts: Path, *, everything: bool, ca_file: Path | None = None
) -> EvidenceCheck:
    """Verify the store and the evidence in *folder*; a copy may have no register at *accounts*.

    *everything*: every look is made anew, not only those of the last quarter. *ca_file*: who is
    trusted with time stamps, in place of the register's.
    """
    audited = audit(db, folder)
    registry = _registry(accounts)
    return EvidenceCheck(
        audit=audited,
        rederived=_rederived(db, folder, registry, accounts, everything=everything),
        stamps=_stamps(db, registry, ca_file),
    )


def _registry(accounts: Path) -> Registry | None:
    try:
        return load(accounts)
    except ConfigError:
        return None


def _rederived(
    db: Database, folder: Path, registry: Registry | None, accounts: Path, *, everything: bool
) -> Rederived:
    if registry is None:
        return Rederived(left={f"没有能用的名单 {accounts.name}": VerdictReader(db).seen()})
    return rederive(db, folder, registry, everything=everything)


def _stamps(db: Database, registry: Registry | None, ca_file: Path | None) -> StampCheck:
    result = check(ChainHeads(db), ca_file or (registry.stamping.ca_file if registry else None))
    if ca_file is not None and not result.stamps and not result.faults:
        return replace(result, remarks=("没有留存的时间戳，所给的根证书没有用到",))
    return result
