"""A few accounts drawn for audit: seeded, so that anybody can draw the same again."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from monitor.app.rollup_period import counting, named_as
from monitor.model.errors import RequestError
from monitor.model.period import Period
from monitor.registry import Registry
from monitor.rollup.reported import ReportedAccount
from monitor.rollup.rollup_store import RollupStore


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDraw:
    """Accounts drawn out of *drawn_from*, by *seed*."""

    period: Period
    seed: int
    drawn_from: int
    accounts: tuple[ReportedAccount, ...]


def draw(
    store: RollupStore, registry: Registry, period: Period, *, count: int, seed: int, county: str
) -> AuditDraw:
    """Draw *count* accounts of those that were judged; of one *county*, where it is named.

    The same bundles, count and seed give the same accounts, in whatever order bundles came.
    """
    lines: list[ReportedAccount] = []
    for head in counting(store.heads(), period, registry):
        lines += (
            line
            for line in store.lines(head.sha256)
            if line.verdict is not None and county in ("", line.county, head.code)
        )
    if not lines:
        raise RequestError(f"{period.name} 没有可抽取的账号：{county or '各县区'}尚未报送")
    lines.sort(key=lambda line: line.key)
    return AuditDraw(
        period=period,
        seed=seed,
        drawn_from=len(lines),
        accounts=tuple(
            map(named_as(registry), _sample(lines, min(count, len(lines)), seed, period))
        ),
    )


def _sample(
    lines: Sequence[ReportedAccount], count: int, seed: int, period: Period
) -> tuple[ReportedAccount, ...]:
    dice = Random(f"{seed}:{period.name}")  # noqa: S311  # a reproducible draw, no secret
    return tuple(sorted(dice.sample(lines, count), key=lambda line: line.key))
