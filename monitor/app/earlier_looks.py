"""What was entered by hand before: whether a look repeats an earlier one, or a used screenshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.evidence import archive
from monitor.model import Means, Observation
from monitor.model.errors import EvidenceError
from monitor.review import screenshots
from monitor.review.claims import Listed, PersonClaim
from monitor.verdicts.reader import VerdictReader

RECENT = 50  # looks at an account among which the same one is searched


@dataclass(frozen=True, slots=True)
class EarlierLooks:
    """Earlier observations. *by_screenshot*: those that a screenshot vouches for, by its digest.

    *names*: what people call the accounts, by their ids.
    """

    reader: VerdictReader
    folder: Path
    by_screenshot: Mapping[str, tuple[Observation, ...]]
    names: Mapping[str, str]

    @classmethod
    def of(
        cls,
        round_: Sequence[PersonClaim],
        reader: VerdictReader,
        folder: Path,
        names: Mapping[str, str],
    ) -> "EarlierLooks":
        """Return the earlier observations that *round_* may repeat."""
        looks = reader.looks_with_window() if any(map(screenshots.digest, round_)) else ()
        return cls(reader, folder, screenshots.used(looks, folder), names)

    def knows(self, claim: PersonClaim, observation: Observation) -> bool:
        """Say whether the same was entered before; refuses a used screenshot.

        By the same person, or by another from the same list.
        """
        if self._has_exactly(claim, observation):
            return True
        return screenshots.repeats(
            claim, observation, self.by_screenshot.get(screenshots.digest(claim), ()), self.names
        )

    def _has_exactly(self, claim: PersonClaim, observation: Observation) -> bool:
        for old in self.reader.history(observation.account, RECENT):
            if claim.listed is not None and old.via is Means.OFFLINE:
                same = self._is_listed(claim, claim.listed, observation, old)
            else:
                same = self._shows(old, claim, observation)
            if same:
                return True
        return False

    def _is_listed(
        self, claim: PersonClaim, listed: Listed, seen: Observation, old: Observation
    ) -> bool:
        """Say whether *old* was entered from the same list, whoever entered it.

        A link is followed anew each time: it is the same if it was found since it was listed.
        """
        if not listed.remarks.issuperset(screenshots.remarks(old.reading)):
            return False
        if claim.link is None:
            return self._shows(_signed_as(old, seen), claim, seen)
        found, earlier = ([(p.key, p.url) for p in look.reading.posts] for look in (seen, old))
        return old.taken_at >= listed.at and found == earlier

    def _shows(self, old: Observation, claim: PersonClaim, observation: Observation) -> bool:
        """Say whether *old* has the same content and rests on the same screenshot."""
        if _content(old) != _content(observation):
            return False
        try:
            shown = [archive.attached(self.folder, ref) for ref in old.evidence]
        except EvidenceError:
            return False
        return shown == ([claim.proof.data] if claim.proof else [])


def _signed_as(old: Observation, seen: Observation) -> Observation:
    """Return *old* under the name and with the remark of *seen*."""
    return replace(old, by=seen.by, reading=replace(old.reading, notes=seen.reading.notes))


def _content(observation: Observation) -> tuple[object, ...]:
    """Return what the person entered, without the notes that the program added."""
    shown = replace(observation.reading, notes=())
    return (
        observation.by,
        observation.taken_at,
        observation.expires_at,
        shown,
        screenshots.remarks(observation.reading),
    )
