"""What a city's JSON says of its counties: numbers, and the file that each of them came in."""

from typing import Any

from monitor.figures import Figures
from monitor.figures.counties import CountyRow
from monitor.figures.frozen import CountyFields
from monitor.model import clock


def told(figures: Figures) -> dict[str, Any]:
    """Return what a city's figures say besides; of a county there is nothing."""
    if not figures.counties:
        return {}
    rows = [_county(county, figures.decimals) for county in figures.counties]
    own = figures.rejudged
    rejudged = {"max_days": own.max_days, "changed": own.changed} if own else None
    return {"counties": rows, "rejudged": rejudged, "ordered_by": figures.ordered_by}


def _county(county: CountyRow, decimals: int) -> CountyFields:
    """Return a county; who reported nothing has no numbers."""
    delivery = county.delivery
    if delivery is None:
        return {
            "code": county.code, "name": county.name, "reported": False,
            "returned": county.returned,
        }  # fmt: skip
    tally = county.tally
    return {
        "code": county.code,
        "name": county.name,
        "reported": True,
        "registered": tally.registered,
        "looked": tally.looked,
        "pass": tally.passed,
        "fail": tally.failed,
        "unknown": tally.unknown,
        "pass_rate": {
            "part": tally.pass_rate.part,
            "whole": tally.pass_rate.whole,
            "text": tally.pass_rate.text(decimals),
        },
        "platforms": dict(county.platforms),
        "posts": county.posts.number if county.posts.accounts else None,
        "checks": county.checks,
        "slips": county.slips,
        "slips_fixed": county.slips_fixed,
        "interaction": {"part": county.interaction.part, "whole": county.interaction.whole},
        "differs": list(county.differs),
        "missing": list(county.missing),
        "bundle": {
            "sha256": delivery.sha256,
            "checksum": delivery.checksum,
            "version": delivery.version,
            "added_at": clock.iso(delivery.added_at) if delivery.added_at else None,
            "number": delivery.number,
            "issued_on": delivery.issued_on.isoformat() if delivery.issued_on else None,
            "signed": delivery.signed,
            "broken": delivery.broken,
            "corrections": list(delivery.corrections),
        },
    }
