"""What stands behind the verdicts on a few accounts, given out so that others judge again."""

from datetime import datetime, timedelta
from pathlib import Path

from monitor.app.check import PROGRAM
from monitor.app.proof_register import cut
from monitor.bundles import proof
from monitor.bundles.bundle_store import BundleStore
from monitor.bundles.proof_reader import ProofReader, RecordPlace
from monitor.bundles.proof_values import (
    PROOF_FORMAT,
    PROOF_KIND,
    ProofManifest,
    RecordEntry,
    VerdictProof,
)
from monitor.evidence import archive
from monitor.model.errors import EvidenceError, RequestError
from monitor.model.period import Period
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.verdicts.look_history import FADED

BEFORE = FADED + timedelta(days=31)  # for so long a look may still speak, or refute
PICTURE = "resource"  # the kind of record that a person's screenshot is
NO_BUNDLE = "还没有生成{period}的数据包，请先执行 monitor bundle {name}"


def make(
    db: Database,
    registry: Registry,
    evidence: Path,
    period: Period,
    accounts: tuple[str, ...],
    now: datetime,
    *,
    pictures: bool,
) -> tuple[str, bytes]:
    """Return the proof of *accounts* in *period*, and what its file is called.

    Raises RequestError where the period has no bundle yet: its seals are what a proof is held
    against.
    """
    bundle = BundleStore(db).last_of(period.name)
    if bundle is None:
        raise RequestError(NO_BUNDLE.format(period=period.label, name=period.name), "period")
    reader = ProofReader(db, accounts, period.until)
    since = period.since - BEFORE
    rows = tuple(reader.rows())
    kept = [
        (place, data)
        for place in reader.places(since)
        if (data := _record(evidence, place, pictures=pictures)) is not None
    ]
    manifest = ProofManifest(
        format=f"{PROOF_KIND}/{PROOF_FORMAT}",
        program=PROGRAM,
        code=registry.jurisdiction.code,
        period=period.name,
        bundle=bundle.sha256,
        made_at=now.replace(microsecond=0),
        accounts=accounts,
        tables=reader.columns(),
        records=tuple(
            RecordEntry(
                file=place.ref.file,
                offset=place.ref.offset,
                length=place.ref.length,
                sha256=place.ref.sha256,
            )
            for place, _ in kept
        ),
        pictures=pictures,
    )
    whole = VerdictProof(
        manifest=manifest,
        register=cut(registry, frozenset(accounts)),
        rows=rows,
        links=tuple(reader.links(rows, since)),
        records=tuple(data for _, data in kept),
    )
    stem = bundle.name.removesuffix(".monitor.zip")
    return f"{stem}-证明.proof.zip", proof.write(whole)


def _record(evidence: Path, place: RecordPlace, *, pictures: bool) -> bytes | None:
    """Return the bytes at *place*; None for a person's screenshot that was not asked for."""
    records = archive.records(evidence, place.ref)
    if place.by_hand and not pictures and any(record.kind == PICTURE for record in records):
        return None
    try:
        with (evidence / place.ref.file).open("rb") as file:
            file.seek(place.ref.offset)
            return file.read(place.ref.length)
    except OSError as error:
        raise EvidenceError(f"证据 {place.ref.file} 无法读取") from error
