"""Notes as the text of one column, and back.

Rows of earlier programs hold bare sentences. They stay as they are, for seals cover them, and no
second table repeats them: this module alone has the words by which those programs distinguished the
kinds. These words are frozen; rewording a sentence today changes no meaning of an old row.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from monitor.model import Note, NoteKind
from monitor.system.packing import compact

OLD_OUTLOOK = re.compile(
    r"[0-9]{1,2}月[0-9]{1,2}日起计为不合格(；通常每[0-9.]+天更新，已[0-9]+天未更新)?"
)
OLD_KINDS = (
    (re.compile(r"观测相互矛盾"), NoteKind.CONTRADICTION),
    (re.compile(r"已不再显示（可能被删除）\Z"), NoteKind.REMOVED),
    (re.compile(r"\A.{1,60}?备注：(?P<quote>.*)", re.DOTALL), NoteKind.REMARK),
)


def dump(notes: Iterable[Note]) -> str:
    """Return *notes* as JSON."""
    return compact([_row(note) for note in notes])


def load(text: str) -> tuple[Note, ...]:
    """Return the notes of ``dump``, or of an earlier program."""
    return tuple(map(_note, json.loads(text)))


def dump_outlook(sentences: Iterable[str]) -> str | None:
    """Return the outlook as JSON, None where there is none."""
    texts = list(sentences)
    return compact(texts) if texts else None


def load_outlook(outlook: str | None, notes: str) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """Return the outlook and the notes of a verdict.

    Earlier programs stored the outlook as the first note.
    """
    if outlook is not None:
        return tuple(json.loads(outlook)), load(notes)
    rows = json.loads(notes)
    if rows and isinstance(rows[0], str) and OLD_OUTLOOK.fullmatch(rows[0]):
        return (rows[0],), tuple(map(_note, rows[1:]))
    return (), tuple(map(_note, rows))


def _row(note: Note) -> dict[str, str]:
    quote = {"quote": note.quote} if note.quote else {}
    return {"kind": note.kind.value, "text": note.text, **quote}


def _note(row: str | dict[str, Any]) -> Note:
    if isinstance(row, str):
        return _old_note(row)
    return Note(text=row["text"], kind=NoteKind(row["kind"]), quote=row.get("quote", ""))


def _old_note(sentence: str) -> Note:
    for words, kind in OLD_KINDS:
        if match := words.search(sentence):
            return Note(text=sentence, kind=kind, quote=match.groupdict().get("quote", ""))
    return Note(text=sentence)
