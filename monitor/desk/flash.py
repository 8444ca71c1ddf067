"""What the next page of a session tells, once: kept with the session, gone when it was shown."""

import json

from monitor.app import people
from monitor.desk import guard
from monitor.desk.office import office


def tell(**words: str) -> None:
    """Let the next page tell *words*; the macro ``told_box`` shows ``name``, ``what`` and more."""
    text = json.dumps(words, ensure_ascii=False)
    people.tell_next(office().data, guard.session().id, text)


def told() -> dict[str, str] | None:
    """Return what the last act came to, once."""
    row = guard.session()
    if not row.flash:
        return None
    people.tell_next(office().data, row.id, "")
    words: dict[str, str] = json.loads(row.flash)
    return words
