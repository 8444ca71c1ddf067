"""Counties by pass rate: only where a document orders it, and only what can be compared. Pure."""

from dataclasses import replace
from fractions import Fraction

from monitor.model.errors import RequestError
from monitor.rollup.values import CountyReport, Ranking, RollupPeriod


def ranked(figures: RollupPeriod, document: str) -> RollupPeriod:
    """Return *figures* with the ranking that *document* orders; raises RequestError.

    Equal rates share a place. Whoever did not report, or has no account judged, is in none.
    """
    if not figures.comparable:
        raise RequestError(
            "各县（区）判定所依据的规则不同，合格率不能比较，未予排名；"
            "可加 --own-rules，一律按本级标准判定后再排",
            "ranking",
        )
    rated = [(row, rate) for row in figures.reported if (rate := _rate(row)) is not None]
    places = tuple(
        (1 + sum(other > rate for _, other in rated), row.code)
        for row, rate in sorted(rated, key=lambda pair: -pair[1])
    )
    return replace(figures, ranking=Ranking(document=document, places=places))


def _rate(row: CountyReport) -> Fraction | None:
    return row.tally.pass_rate.value
