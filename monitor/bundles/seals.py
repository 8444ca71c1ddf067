"""The seals of a bundle as lines of text, and whether one list goes on where another ended."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.bundles.refusals import Refusal, refused
from monitor.bundles.values import SEALS, SealKind, SealLine
from monitor.model import RunMode, clock

MOST = 200_000
_LINE = re.compile(
    r"(run|day)\t(\d{1,12})\t(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00)\t([a-z]*)\t(sha256:[0-9a-f]{64})",
    re.ASCII,
)


def dump(seals: Iterable[SealLine]) -> bytes:
    """Return *seals* as text, a line each: kind, number, moment, mode, seal."""
    lines = (
        f"{line.kind}\t{line.id}\t{clock.stamp(line.at)}\t{line.mode}\t{line.seal}\n"
        for line in seals
    )
    return "".join(lines).encode("ascii")


def load(data: bytes) -> tuple[SealLine, ...]:
    """Return the seals of *data*; raises BundleRefused."""
    lines = data.decode("ascii", "replace").splitlines(keepends=True)
    if len(lines) > MOST:
        raise refused(Refusal.SCHEMA, f"超过 {MOST} 行", file=SEALS)
    seals: list[SealLine] = []
    last = dict.fromkeys(SealKind, -1)
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line.removesuffix("\n")) if line.endswith("\n") else None
        try:
            seal = _seal(match) if match else None
        except ValueError:
            seal = None
        if seal is None:
            raise refused(Refusal.SCHEMA, "不是封存码的格式", file=SEALS, line=number)
        if seal.id <= last[seal.kind]:
            raise refused(Refusal.SCHEMA, "编号没有递增", file=SEALS, line=number)
        last[seal.kind] = seal.id
        seals.append(seal)
    return tuple(seals)


def _seal(match: re.Match[str]) -> SealLine:
    kind, id, at, mode, seal = match.groups()
    if (kind == SealKind.RUN) != (mode in set(RunMode)):
        raise ValueError(mode)
    return SealLine(kind=SealKind(kind), id=int(id), at=clock.unstamp(at), mode=mode, seal=seal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """Whether a list goes on where another ended. *broken*: the seals that are not in it."""

    broken: tuple[SealLine, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.broken


def last_of(seals: Sequence[SealLine]) -> tuple[SealLine, ...]:
    """Return the last seal of each kind: what the next list must begin with."""
    last = {seal.kind: seal for seal in seals}
    return tuple(last[kind] for kind in SealKind if kind in last)


def continued(last: Iterable[SealLine], seals: Sequence[SealLine]) -> Continuity:
    """Say whether *seals* hold each of *last*, those that the list before ended with."""
    there = {(seal.kind, seal.id): seal.seal for seal in seals}
    return Continuity(
        broken=tuple(seal for seal in last if there.get((seal.kind, seal.id)) != seal.seal)
    )
