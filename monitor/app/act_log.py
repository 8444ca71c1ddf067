"""Acts in the database: appended, sealed with the commit that appends them, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload

from monitor.model import Means, clock
from monitor.model.act import Act, Ending
from monitor.system.connection import Database
from monitor.system.database import immediate, ours


@dataclass(frozen=True, slots=True, kw_only=True)
class ActFilter:
    """Which acts are asked for; what is empty leaves them all."""

    person: str = ""
    verb: str = ""
    since: datetime | None = None

    @property
    def condition(self) -> tuple[str, list[str]]:
        """Return what SQL asks of a row, with its values."""
        parts, values = ["1"], []
        for column, value in (("person", self.person), ("verb", self.verb)):
            if value:
                parts.append(f"{column} = ?")
                values.append(value)
        if self.since is not None:
            parts.append("at >= ?")
            values.append(clock.stamp(self.since))
        return " AND ".join(parts), values


@dataclass(frozen=True, slots=True)
class ActLog:
    """The acts of a database."""

    db: Database

    def append(self, act: Act, unless_since: datetime | None = None) -> bool:
        """Append *act*; not where the same was noted since a moment. Say whether it was."""
        with ours(), immediate(self.db):
            if unless_since is not None and self._is_noted(act, unless_since):
                return False
            self.db.execute(
                'INSERT INTO acts (at, person, "by", address, via, verb, object, ending, times) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [clock.stamp(act.at), act.person, act.by, act.address, act.via.value, act.verb,
                 act.object, act.ending.value, act.times],
            )  # fmt: skip
        return True

    def _is_noted(self, act: Act, since: datetime) -> bool:
        """Say whether an act differs from an earlier one in nothing but its moment."""
        row = self.db.execute(
            "SELECT 1 FROM acts WHERE at > ? AND address = ? AND person = ? AND verb = ? "
            "AND object = ? AND ending = ? LIMIT 1",
            [clock.stamp(since), act.address, act.person, act.verb, act.object, act.ending.value],
        ).fetchone()
        return row is not None

    def listed(self, wanted: ActFilter) -> "ActRows":
        """Return the acts asked for, the newest first."""
        return ActRows(self.db, wanted)

    def people(self) -> tuple[tuple[str, str], ...]:
        """Return who did anything, by the names they log in by and sign with."""
        sql = "SELECT person, max(\"by\") FROM acts WHERE person <> '' GROUP BY person ORDER BY 1"
        with ours():
            return tuple((name, by) for name, by in self.db.execute(sql))

    def verbs(self) -> tuple[str, ...]:
        """Return what was ever done."""
        with ours():
            return tuple(verb for (verb,) in self.db.execute("SELECT DISTINCT verb FROM acts"))


@dataclass(frozen=True, slots=True)
class ActRows(Sequence[Act]):
    """Acts that are read a slice at a time: their number grows without end."""

    db: Database
    wanted: ActFilter

    def __len__(self) -> int:
        """Return how many there are."""
        condition, values = self.wanted.condition
        with ours():
            (number,) = self.db.execute(
                f"SELECT count(*) FROM acts WHERE {condition}", values
            ).fetchone()
        return int(number)

    @overload
    def __getitem__(self, place: int) -> Act: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Act]: ...

    def __getitem__(self, place: int | slice) -> Act | Sequence[Act]:
        """Return one act, or those of a slice."""
        if isinstance(place, int):
            return self._read(1, range(len(self))[place])[0]
        start, stop, _ = place.indices(len(self))
        return self._read(max(0, stop - start), start)

    def _read(self, number: int, start: int) -> tuple[Act, ...]:
        condition, values = self.wanted.condition
        with ours():
            rows = list(
                self.db.query(
                    f"SELECT * FROM acts WHERE {condition} ORDER BY id DESC LIMIT ? OFFSET ?",
                    [*values, number, start],
                )
            )
        return tuple(map(_act, rows))


def _act(row: dict[str, Any]) -> Act:
    return Act(
        at=clock.unstamp(row["at"]),
        person=row["person"],
        by=row["by"],
        address=row["address"],
        via=Means(row["via"]),
        verb=row["verb"],
        object=row["object"],
        ending=Ending(row["ending"]),
        times=row["times"],
    )
