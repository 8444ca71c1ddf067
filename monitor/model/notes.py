"""Notes for staff beside a reading or a verdict: sentences, each with its kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """What a note is about: programs go by this, its words are for people alone."""

    PLAIN = "plain"
    INCOMPLETE = "incomplete"  # why the source does not vouch for all that was published
    REMARK = "remark"  # what the person who looked wrote down beside it
    REMOVED = "removed"  # a post that the source does not show any more
    CONTRADICTION = "contradiction"  # looks that cannot both be right
    EXPIRED = "expired"  # the verdict is too old to be relied upon


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One sentence for staff. *quote*: what a person wrote, word for word."""

    text: str
    kind: NoteKind = NoteKind.PLAIN
    quote: str = ""


def as_notes(texts: Iterable[str], kind: NoteKind = NoteKind.PLAIN) -> tuple[Note, ...]:
    """Return *texts* as notes of one kind, without those that are empty."""
    return tuple(Note(text=text, kind=kind) for text in texts if text)


def texts_of(notes: Iterable[Note], kind: NoteKind | None = None) -> tuple[str, ...]:
    """Return the sentences of *notes*, of one *kind* where it is given."""
    return tuple(note.text for note in notes if kind is None or note.kind is kind)


def distinct(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return *notes* without repeated sentences."""
    notes_by_text: dict[str, Note] = {}
    for note in notes:
        notes_by_text.setdefault(note.text, note)
    return tuple(notes_by_text.values())
