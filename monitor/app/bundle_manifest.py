"""What a bundle of a period's figures says of itself."""

import hashlib

from monitor.app.check import PROGRAM
from monitor.bundles.bundle_store import MadeBundle
from monitor.bundles.manifest import (
    FORMAT,
    KIND,
    ChecksEntry,
    CountersEntry,
    CountsEntry,
    EarlierEntry,
    IssueEntry,
    JurisdictionEntry,
    Manifest,
    RunsEntry,
    SealEntry,
    ShareEntry,
    WordingEntry,
)
from monitor.bundles.seal_reader import SealReader
from monitor.bundles.values import Parts
from monitor.figures import Figures
from monitor.figures.values import EarlierPeriod
from monitor.model import Jurisdiction
from monitor.model.chain_head import PREFIX
from monitor.system.connection import Database


def manifest_of(
    db: Database,
    computed: Figures,
    parts: Parts,
    version: int,
    issued: IssueEntry | None,
    last: MadeBundle | None,
) -> Manifest:
    """Return what a bundle says of itself. *last*: the one before, of whichever period."""
    tally = computed.total.tally
    newest = SealReader(db).newest()
    runs = [run.id for run in computed.spotchecks]
    return Manifest(
        format=f"{KIND}/{FORMAT}",
        program=PROGRAM,
        jurisdiction=jurisdiction_entry(computed.jurisdiction),
        period=computed.period.name,
        version=version,
        made_at=computed.made_at.replace(microsecond=0),
        closing_at=computed.closing_at,
        issued=issued,
        previous=last.sha256 if last else None,
        rules=f"{PREFIX}{hashlib.sha256(parts.rules.encode()).hexdigest()}",
        runs=RunsEntry(first=min(runs, default=0), last=max(runs, default=0)),
        seal=None
        if newest is None
        else SealEntry(
            run=computed.sealed.run if computed.sealed else 0, link=newest.id, seal=newest.seal
        ),
        counts=CountsEntry(
            registered=tally.registered,
            passed=tally.passed,
            failed=tally.failed,
            unknown=tally.unknown,
            unseen=tally.registered - tally.looked,
        ),
        counters=_counters(computed),
        before=_earlier(computed.before),
        year_before=_earlier(computed.year_before),
        decimals=computed.decimals,
    )


def jurisdiction_entry(place: Jurisdiction) -> JurisdictionEntry:
    """Return *place* as a manifest names it: without telephones."""
    return JurisdictionEntry(
        code=place.code, name=place.name, office=place.office, reports_to=place.reports_to
    )


def _counters(computed: Figures) -> CountersEntry:
    slips = computed.slips
    return CountersEntry(
        interaction=ShareEntry(part=computed.interaction.part, whole=computed.interaction.whole),
        safety=computed.safety,
        wording=WordingEntry(
            found=sum(unit.found for unit in slips),
            grave=sum(unit.grave for unit in slips),
            fixed=sum(unit.fixed for unit in slips),
            unsaid=sum(unit.unsaid for unit in slips),
        ),
        reminded=computed.reminded,
        alarmed=computed.alarmed,
        checks=ChecksEntry(
            number=computed.checks.number,
            full=computed.checks.full,
            sample=computed.checks.sample,
            selected=computed.checks.selected,
        ),
    )


def _earlier(earlier: EarlierPeriod | None) -> EarlierEntry | None:
    if earlier is None:
        return None
    tally = earlier.tally
    return EarlierEntry(
        period=earlier.period.name,
        registered=tally.registered,
        passed=tally.passed,
        failed=tally.failed,
        unknown=tally.unknown,
    )
