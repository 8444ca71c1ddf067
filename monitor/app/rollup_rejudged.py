"""A county's accounts as the city's own limit judges them: what its papers then count."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from monitor.figures.city import CountyPart
from monitor.figures.values import AccountFigures
from monitor.model import Platform, State, Verdict, codes
from monitor.rollup import own_rules
from monitor.rollup.reported import ReportedAccount
from monitor.verdicts.freshness import Limit


def part(
    reported: CountyPart, lines: Iterable[ReportedAccount], limits: Mapping[Platform, Limit]
) -> CountyPart:
    """Return *reported* with the verdicts that *limits* give its *lines*; all else is its own."""
    judged = {line.key: own_rules.judged(line, limits[line.platform]) for line in lines}
    by_id = {f"{county}/{id}": line for (county, id), line in judged.items()}
    return replace(reported, accounts=tuple(_accounts(reported, by_id)), differs=False, limits={})


def _accounts(
    reported: CountyPart, by_id: Mapping[str, ReportedAccount]
) -> Iterator[AccountFigures]:
    for entry in reported.accounts:
        line = by_id.get(entry.account.id) or by_id.get(f"{reported.code}/{entry.account.id}")
        same = line is None or line.county_verdict in (None, line.verdict)
        yield entry if same or line is None else _judged(entry, line)


def _judged(entry: AccountFigures, line: ReportedAccount) -> AccountFigures:
    """Return *entry* with another verdict, and nothing that only the county's own one says."""
    checks = {finding.check for finding in line.findings}
    unknown = line.verdict is Verdict.UNKNOWN
    changed = replace(
        entry,
        verdict=line.verdict,
        closing_verdict=line.verdict,
        # within the city's limit, and beyond what another limit took for fresh
        state=line.state or State.DUE,
        problems=tuple(problem for problem in entry.problems if problem.check in checks),
        failed_closing=tuple(check for check in entry.failed_closing if check in checks),
        reasons=line.reasons if unknown else (),
        abstained=(codes.SILENT_ACCOUNT,) if unknown else (),
        unknown_since=entry.closing_at if unknown else None,
        tried=(),
        looked_at_closing=True,
        always_fresh=False,
    )
    if line.verdict is Verdict.FAIL:
        return changed
    return replace(
        changed, zombie=False, zombie_at=None, failed_first_at=None, failed_last_at=None,
        failed_in=(),
    )  # fmt: skip
