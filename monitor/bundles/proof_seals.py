"""Whether the rows of a proof stand under seals that the city has held since. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.bundles.proof_values import ProofLink, ProofRow, VerdictProof
from monitor.bundles.values import SealKind, SealLine
from monitor.system.chain.digests import Key, Section, of_row, of_stored


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCheck:
    """*proved*: rows that stood as they stand when a held seal was made.

    *unproved*: rows under no held seal: nobody can tell of them, which accuses nobody. *faults*:
    what contradicts a seal, a sentence each.
    """

    proved: int = 0
    unproved: int = 0
    faults: tuple[str, ...] = ()


def check_seals(proof: VerdictProof, held: Iterable[SealLine]) -> SealCheck:
    """Hold the rows of *proof* against the day seals that are *held*."""
    seals = {seal.id: seal.seal for seal in held if seal.kind is SealKind.DAY}
    faults = list(_broken(proof.links))
    under = _under(proof.links, seals, faults)
    sealed: dict[tuple[str, Key], tuple[int, bytes | None]] = {}
    for link in proof.links:
        for section in _sections(link, faults):
            for key in (*section.rows, *section.removed):
                sealed[section.table, key] = (link.id, section.rows.get(key))
    proved = unproved = 0
    for row in proof.rows:
        link_id, digest = sealed.get((row.table, row.key), (0, None))
        if not link_id or link_id not in under:
            unproved += 1
        elif digest != digest_of(row):
            faults.append(f"{row.table} 第 {row.key} 行与第 {link_id} 条封存不符")
        else:
            proved += 1
    return SealCheck(proved=proved, unproved=unproved, faults=tuple(dict.fromkeys(faults)))


def digest_of(row: ProofRow) -> bytes:
    """Return the digest of *row* as the chain computes it."""
    return of_row(
        [
            value.encode("utf-8", "surrogatepass")
            if isinstance(value, str)
            else value.hex().upper()
            if isinstance(value, bytes)
            else value
            for value in row.values
        ]
    )


def _broken(links: Iterable[ProofLink]) -> Iterator[str]:
    """Yield where links do not follow from each other, or not from what they seal."""
    before: ProofLink | None = None
    for link in links:
        stored = ((section.table, section.keys, section.digests) for section in link.sections)
        if of_stored(link.previous, (link.id, link.at, link.run), stored) != link.seal:
            yield f"第 {link.id} 条封存与其内容不符"
        if before is not None:
            if link.id <= before.id:
                yield f"第 {link.id} 条封存的次序有误"
            elif link.id == before.id + 1 and link.previous != before.seal:
                yield f"第 {link.id} 条封存不接第 {before.id} 条"
        before = link


def _under(
    links: Iterable[ProofLink], seals: Mapping[int, str], faults: list[str]
) -> frozenset[int]:
    """Return the links from which unbroken ones lead to a held seal."""
    under: set[int] = set()
    waiting: list[int] = []
    for link in links:
        if waiting and link.id != waiting[-1] + 1:
            waiting = []
        waiting.append(link.id)
        if link.id not in seals:
            continue
        if seals[link.id] == link.seal:
            under.update(waiting)
        else:
            faults.append(f"第 {link.id} 条封存与数据包中的封存码不符")
        waiting = [link.id]
    return frozenset(under)


def _sections(link: ProofLink, faults: list[str]) -> Iterator[Section]:
    for section in link.sections:
        try:
            yield Section.load(section.table, section.keys, section.digests)
        except (ValueError, TypeError, RecursionError):
            faults.append(f"第 {link.id} 条封存无法读取")
