"""A screenshot vouches for one look at one account, whoever puts it forward again, and when."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from monitor.evidence import archive
from monitor.model import NoteKind, Observation, Precision, Reading, clock
from monitor.model.errors import EvidenceError
from monitor.review import claims
from monitor.review.attachments import Proof
from monitor.review.claims import Entered, FieldError, PersonClaim


def used(looks: Iterable[Observation], folder: Path) -> Mapping[str, tuple[Observation, ...]]:
    """Return *looks* by the hash of each picture that they rest on."""
    found: dict[str, tuple[Observation, ...]] = {}
    for one in looks:
        for ref in one.evidence:
            try:
                name = archive.named(folder, ref)
            except EvidenceError:
                continue  # lost: nothing can be told of it
            if name:
                found[name] = (*found.get(name, ()), one)
    return found


def repeats(said: PersonClaim, seen: Observation, earlier: Iterable[Observation]) -> bool:
    """Say whether *seen* only tells one of *earlier* again, all of which rest on its picture.

    A sheet without times that is filled in further and imported anew tells its rows again.
    Raises Misread where the picture cannot vouch for this look.
    """
    looks = tuple(earlier)
    if other := next((one for one in looks if one.account != seen.account), None):
        raise FieldError(
            "screenshot",
            f"该截图已用于登记账号 {other.account}（{clock.show_day(other.taken_at)}查看），"
            "每个账号须各附截图",
        )
    if any(_same(one, seen) and _speaks(one, said) for one in looks):
        return True
    if looks and clock.day(looks[0].taken_at) < clock.day(seen.taken_at):
        raise FieldError(
            "screenshot",
            f"该截图已用于登记{clock.show_day(looks[0].taken_at)}的查看，不能证明此后所见，请重新截图",
        )
    return False


def told_of(proof: Proof, entered: Entered, written_at: datetime, now: datetime) -> Proof:
    """Return *proof* with the time that a person has *entered* for it, if that is the earlier.

    A day alone is its first second. Raises Misread where it is no time, or one to come.
    """
    if not claims.is_entered(entered):
        return proof
    saved = claims.moment("shot", entered, min(written_at, now), now)
    at = saved.at
    if saved.precision not in (Precision.SECOND, Precision.MINUTE):
        at = clock.day_start(clock.day(at))
    return replace(proof, saved_at=min(at, proof.saved_at or at))


def digest(said: PersonClaim) -> str:
    """Return the hash of the picture on which *said* rests; a link speaks for itself."""
    if said.proof is None or said.link is not None:
        return ""
    return hashlib.sha256(said.proof.data).hexdigest()


def remarks(reading: Reading) -> tuple[str, ...]:
    """Return what people wrote beside a look, without the words that programs put about it."""
    return tuple(note.quote for note in reading.notes if note.kind is NoteKind.REMARK)


def _same(one: Observation, seen: Observation) -> bool:
    return (one.by, _since(one), one.reading.posts, remarks(one.reading)) == (
        seen.by,
        _since(seen),
        seen.reading.posts,
        remarks(seen.reading),
    )


def _since(one: Observation) -> object:
    return one.reading.window and one.reading.window.since


def _speaks(one: Observation, said: PersonClaim) -> bool:
    return one.expires_at is not None and one.expires_at >= said.at
