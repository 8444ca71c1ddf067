"""A screenshot proves one look at one account, whoever submits it again."""

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
    """Return *looks* by the hash of each screenshot that they rest on."""
    uses: dict[str, tuple[Observation, ...]] = {}
    for look in looks:
        for ref in look.evidence:
            try:
                name = archive.named(folder, ref)
            except EvidenceError:
                continue  # lost
            if name:
                uses[name] = (*uses.get(name, ()), look)
    return uses


def repeats(
    claim: PersonClaim,
    seen: Observation,
    earlier: Iterable[Observation],
    names: Mapping[str, str],
) -> bool:
    """Say whether *seen* repeats a look of *earlier*, all of which rest on the same screenshot.

    *names*: what people call the accounts, by their ids.

    A sheet without times that is filled in further and imported again repeats its rows. Raises
    FieldError where the screenshot was used for another account, or for a look of an earlier day.
    """
    looks = tuple(earlier)
    if other := next((look for look in looks if look.account != seen.account), None):
        name = names.get(other.account, other.account)
        raise FieldError(
            "screenshot",
            f"该截图已用于登记{name}（{clock.show_day(other.taken_at)}查看），每个账号须各附截图",
        )
    if any(_same(look, seen) and _outlasts(look, claim) for look in looks):
        return True
    if looks and clock.day(looks[0].taken_at) < clock.day(seen.taken_at):
        raise FieldError(
            "screenshot",
            f"该截图已用于登记{clock.show_day(looks[0].taken_at)}的查看，不能证明此后所见，请重新截图",
        )
    return False


def with_entered_time(proof: Proof, entered: Entered, written_at: datetime, now: datetime) -> Proof:
    """Return *proof* with the time that a person has *entered* for it, if that is the earlier.

    A day alone counts as its first second. Raises FieldError where it is no time, or in the future.
    """
    if not claims.is_entered(entered):
        return proof
    saved = claims.moment("shot", entered, min(written_at, now), now)
    at = saved.at
    if saved.precision not in (Precision.SECOND, Precision.MINUTE):
        at = clock.day_start(clock.day(at))
    return replace(proof, saved_at=min(at, proof.saved_at or at))


def as_old_as_look(
    proof: Proof, seen: str, written_at: datetime, now: datetime, days: int
) -> Proof:
    """Return *proof*, as old as the look that was typed (*seen*) where nobody knows its age.

    *written_at*, *days*: as in ``claims.looked_at``. Raises FieldError as that does.
    """
    if proof.saved_at is not None or not seen.strip():
        return proof
    return replace(proof, saved_at=claims.looked_at(seen, written_at, now, days)[1])


def digest(claim: PersonClaim) -> str:
    """Return the hash of the screenshot that proves *claim*, empty where none does."""
    if claim.proof is None or claim.link is not None:
        return ""
    return hashlib.sha256(claim.proof.data).hexdigest()


def remarks(reading: Reading) -> tuple[str, ...]:
    """Return people's remarks on a look, without the words that the program puts about them."""
    return tuple(note.quote for note in reading.notes if note.kind is NoteKind.REMARK)


def _same(look: Observation, seen: Observation) -> bool:
    return (look.by, _since(look), look.reading.posts, remarks(look.reading)) == (
        seen.by,
        _since(seen),
        seen.reading.posts,
        remarks(seen.reading),
    )


def _since(look: Observation) -> object:
    return look.reading.window and look.reading.window.since


def _outlasts(look: Observation, claim: PersonClaim) -> bool:
    return look.expires_at is not None and look.expires_at >= claim.at
