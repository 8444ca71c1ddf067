"""The public keys that counties sign by, as the city enrolled them: appended, never changed."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Named, clock
from monitor.rollup.rollup_store import written
from monitor.system.database import ours


class KeyGrounds(Named):
    """Why a key was enrolled (登记依据)."""

    FIRST = "first", "首次登记"
    ROTATED = "rotated", "由原密钥签名更换"
    DOCUMENT = "document", "按公文更换"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolledKey:
    """A county's key. *public*: its one line. *since*: it signs what is made from then on.

    *document*: the number of the paper by which it took another's place.
    """

    code: str
    fingerprint: str
    public: str
    enrolled_at: datetime
    since: datetime
    grounds: KeyGrounds = KeyGrounds.FIRST
    document: str = ""


@dataclass(frozen=True, slots=True)
class KeyStore:
    """Enrolled keys in ``rollup.db``."""

    db: sqlite3.Connection

    def enrolled(self, code: str = "") -> tuple[EnrolledKey, ...]:
        """Return the keys of a county, of all where none is named, the present one of each last."""
        chosen, values = (" WHERE code = ?", [code]) if code else ("", [])
        with ours():
            rows = self.db.execute(
                f"SELECT * FROM keys{chosen} ORDER BY code, since, id", values
            ).fetchall()
        return tuple(map(_key, rows))

    def enrol(self, key: EnrolledKey) -> None:
        """Add a key; the one before it signs nothing that is made later."""
        with ours(), written(self.db):
            self.db.execute(
                "INSERT INTO keys (code, fingerprint, public, enrolled_at, since, grounds, "
                "document) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    key.code,
                    key.fingerprint,
                    key.public,
                    clock.stamp(key.enrolled_at),
                    clock.stamp(key.since),
                    key.grounds.value,
                    key.document,
                ],
            )


def _key(row: sqlite3.Row) -> EnrolledKey:
    return EnrolledKey(
        code=row["code"],
        fingerprint=row["fingerprint"],
        public=row["public"],
        enrolled_at=clock.unstamp(row["enrolled_at"]),
        since=clock.unstamp(row["since"]),
        grounds=KeyGrounds(row["grounds"]),
        document=row["document"],
    )
