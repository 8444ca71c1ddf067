"""The outbox: notices and their deliveries; nothing is sent twice or lost."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.model import clock
from monitor.model.clock_offset import OTHER_DAY
from monitor.notices.notice import ALARMS, BY_WRONG_CLOCK, Alarm, Kind, Notice
from monitor.system.connection import Database
from monitor.system.database import immediate, ours

SET_ASIDE = "SELECT \"row\" FROM set_aside WHERE kind = 'notice'"
LONGEST = timedelta(days=1, minutes=5)  # no attempt is put off for longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Notices that wait for one channel. *attempts*: the most that any of them has seen."""

    channel: str
    notices: tuple[Notice, ...]
    ids: tuple[int, ...]
    attempts: int

    def only(self, wanted: Iterable[Notice], *, but: bool = False) -> "Waiting":
        """Return those of *wanted*, or all *but* those."""
        keys = {notice.key for notice in wanted}
        pairs = zip(self.notices, self.ids, strict=True)
        kept = [(notice, id) for notice, id in pairs if (notice.key in keys) is not but]
        notices, ids = tuple(notice for notice, _ in kept), tuple(id for _, id in kept)
        return replace(self, notices=notices, ids=ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """One notice and what became of it."""

    id: int
    notice: Notice
    decided_at: datetime
    acked_at: datetime | None
    delivered: tuple[str, ...]
    waiting: tuple[str, ...]
    error: str
    set_aside: bool = False  # by a wrong clock: never sent any more


@dataclass(frozen=True, slots=True)
class Outbox:
    """Notices and deliveries in the database."""

    db: Database

    def put(
        self, notices: Iterable[Notice], channels: Mapping[str, Sequence[str]], *, at: datetime
    ) -> int:
        """Add new notices; *channels*: the receiving channels by the notice's key.

        A key that a wrong clock used up, on a day to come, is free again.
        """
        added = 0
        with ours(), immediate(self.db):
            for notice in notices:
                self._free(notice.key, at)
                cursor = self.db.execute(
                    "INSERT OR IGNORE INTO notices (key, kind, account, unit, text, decided_at) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    [notice.key, notice.kind.value, notice.account, notice.unit, notice.text,
                     clock.stamp(at)],
                )  # fmt: skip
                if cursor.rowcount != 1:
                    continue
                added += 1
                self.db.conn.executemany(
                    "INSERT INTO deliveries (notice, channel, attempts, next_at, error) "
                    "VALUES (?, ?, 0, ?, '')",
                    [
                        (cursor.lastrowid, channel, clock.stamp(at))
                        for channel in channels[notice.key]
                    ],
                )
        return added

    def _free(self, key: str, at: datetime) -> None:
        """Rename the key of a notice that a wrong clock decided, so that it is free again.

        What was not sent yet is decided anew, and so is what a duty makes: its own log knows
        whether that is done. Anything else that was sent is sent again only where it is of another
        day: a clock that is put back by some hours sends nothing twice.
        """
        row = self.db.execute(
            "SELECT id, decided_at FROM notices n WHERE key = ? AND decided_at > ? AND "
            "(decided_at >= ? OR kind IN (?, ?) OR NOT EXISTS (SELECT 1 FROM deliveries d "
            "WHERE d.notice = n.id AND (d.delivered_at IS NOT NULL "
            "OR (d.attempts > 0 AND d.error = ''))))",  # how an attempt ended is not known
            [key, clock.stamp(at + clock.CLOCK_SKEW), clock.stamp(at + OTHER_DAY),
             Kind.WEEKLY.value, Kind.REPORT.value],
        ).fetchone()  # fmt: skip
        if row is None:
            return
        id, decided_at = row
        self.db.execute("UPDATE notices SET key = ? WHERE id = ?", [f"{key}@{decided_at}", id])
        self.db.execute(
            "INSERT OR IGNORE INTO set_aside (kind, \"row\", run) VALUES ('notice', ?, 0)", [id]
        )

    def is_decided(self, key: str, since: datetime, until: datetime) -> bool:
        """Say whether a notice was decided under *key* from *since* to *until*."""
        return bool(
            self._dicts(
                "SELECT id FROM notices WHERE key = ? AND decided_at BETWEEN ? AND ? "
                f"AND id NOT IN ({SET_ASIDE})",
                key,
                clock.stamp(since),
                clock.stamp(until),
            )
        )

    def waiting(self, now: datetime) -> tuple[Waiting, ...]:
        """Return notices due for delivery at *now*, one batch a channel.

        A next attempt later than any pause was put off by a wrong clock.
        """
        due = "AND (d.next_at <= ? OR d.next_at > ?)"
        return self._undelivered(now, due, clock.stamp(now), clock.stamp(now + LONGEST))

    def stranded(self, now: datetime, channels: Iterable[str]) -> tuple[Waiting, ...]:
        """Return the batches that wait for none of the configured *channels*."""
        names = frozenset(channels)
        return tuple(batch for batch in self._undelivered(now) if batch.channel not in names)

    def _undelivered(self, now: datetime, due: str = "", *values: str) -> tuple[Waiting, ...]:
        """Return undelivered notices, one batch a channel.

        What is dated in the future was decided by a wrong clock.
        """
        rows = self._dicts(
            "SELECT d.channel, d.attempts, n.* FROM deliveries d JOIN notices n "
            "ON n.id = d.notice WHERE d.delivered_at IS NULL AND n.acked_at IS NULL "
            f"{due} AND n.decided_at <= ? AND n.id NOT IN ({SET_ASIDE}) ORDER BY d.channel, n.id",
            *values,
            clock.stamp(now + clock.CLOCK_SKEW),
        )
        channels: dict[str, list[dict[str, object]]] = {}
        for row in rows:
            channels.setdefault(str(row["channel"]), []).append(row)
        return tuple(
            Waiting(
                channel=channel,
                notices=tuple(map(_notice, rows_of)),
                ids=tuple(int(str(row["id"])) for row in rows_of),
                attempts=max(int(str(row["attempts"])) for row in rows_of),
            )
            for channel, rows_of in channels.items()
        )

    def attempt(self, batch: Waiting, *, until: datetime) -> None:
        """Record an attempt: if its result is never recorded, it is due again at *until*."""
        self._mark(batch, "attempts = attempts + 1, next_at = ?", clock.stamp(until))

    def delivered(self, batch: Waiting, *, at: datetime) -> None:
        """Record that the channel accepted the batch."""
        self._mark(batch, "delivered_at = ?, error = ''", clock.stamp(at))

    def failed(self, batch: Waiting, *, error: str, again_at: datetime) -> None:
        """Record that the channel refused the batch, and when to retry."""
        self._mark(batch, "error = ?, next_at = ?", error, clock.stamp(again_at))

    def revert_attempt(self, batch: Waiting, *, again_at: datetime) -> None:
        """Undo the attempt of a batch of which nothing was sent."""
        what = "attempts = max(attempts - 1, 0), next_at = ?"
        self._mark(batch, what, clock.stamp(again_at))

    def count_delivered(
        self, since: datetime, until: datetime, kinds: Collection[Kind], channels: Collection[str]
    ) -> int:
        """Return how many notices of *kinds* one of *channels* took, delivered between two moments.

        What went to the office alone, or was only written down, is no notice to a unit.
        """
        kind_marks, channel_marks = (",".join("?" * len(of)) for of in (kinds, channels))
        (row,) = self._dicts(
            "SELECT count(DISTINCT n.id) AS number FROM notices n JOIN deliveries d "
            "ON d.notice = n.id WHERE d.delivered_at BETWEEN ? AND ? AND n.unit <> '' "
            f"AND n.kind IN ({kind_marks}) AND d.channel IN ({channel_marks}) "
            f"AND n.id NOT IN ({SET_ASIDE})",
            clock.stamp(since),
            clock.stamp(until),
            *(kind.value for kind in kinds),
            *channels,
        )
        return int(str(row["number"]))

    def alarmed(self) -> dict[str, Alarm]:
        """Return the latest alarm of each account that no recovery has followed.

        Notices by a wrong clock raised none.
        """
        kinds = ",".join(f"'{kind.value}'" for kind in ALARMS)
        rows = self._dicts(
            f"SELECT * FROM notices a WHERE kind IN ({kinds}) "
            f"AND substr(key, -{len(BY_WRONG_CLOCK)}) <> '{BY_WRONG_CLOCK}' "
            f"AND id NOT IN ({SET_ASIDE}) AND NOT EXISTS "
            "(SELECT 1 FROM notices r WHERE r.kind = 'recovered' AND r.account = a.account "
            "AND r.id > a.id) ORDER BY id"
        )
        return {
            str(row["account"]): Alarm(
                key=str(row["key"]),
                since=clock.unstamp(str(row["decided_at"])),
                acked=row["acked_at"] is not None,
            )
            for row in rows
        }

    def acknowledge(self, what: str, *, at: datetime) -> int:
        """Acknowledge an account's notices, or one by its number; return how many."""
        with ours(), immediate(self.db):
            cursor = self.db.execute(
                "UPDATE notices SET acked_at = ? WHERE acked_at IS NULL "
                "AND (account = ? OR CAST(id AS TEXT) = ?)",
                [clock.stamp(at), what, what],
            )
        return int(cursor.rowcount)

    def latest_entries(self, limit: int = 50) -> tuple[OutboxEntry, ...]:
        """Return the latest notices and what became of them, newest first."""
        entries = []
        which = f"*, id IN ({SET_ASIDE}) AS set_aside"
        for row in self._dicts(f"SELECT {which} FROM notices ORDER BY id DESC LIMIT ?", limit):
            sent = self._dicts("SELECT * FROM deliveries WHERE notice = ?", row["id"])
            entries.append(
                OutboxEntry(
                    id=int(str(row["id"])),
                    notice=_notice(row),
                    decided_at=clock.unstamp(str(row["decided_at"])),
                    acked_at=clock.unstamp(str(row["acked_at"])) if row["acked_at"] else None,
                    delivered=tuple(str(d["channel"]) for d in sent if d["delivered_at"]),
                    waiting=tuple(str(d["channel"]) for d in sent if not d["delivered_at"]),
                    error=next((str(d["error"]) for d in sent if d["error"]), ""),
                    set_aside=bool(row["set_aside"]),
                )
            )
        return tuple(entries)

    def _mark(self, batch: Waiting, what: str, *values: str) -> None:
        marks = ",".join("?" * len(batch.ids))
        with ours(), immediate(self.db):
            self.db.execute(
                f"UPDATE deliveries SET {what} WHERE channel = ? AND notice IN ({marks})",
                [*values, batch.channel, *batch.ids],
            )

    def _dicts(self, sql: str, *values: object) -> list[dict[str, object]]:
        with ours():
            return list(self.db.query(sql, list(values)))


def _notice(row: dict[str, object]) -> Notice:
    return Notice(
        key=str(row["key"]),
        kind=Kind(str(row["kind"])),
        text=str(row["text"]),
        account=str(row["account"]),
        unit=str(row["unit"]),
    )
