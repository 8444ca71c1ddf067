"""What is kept of the addresses that are about to be asked again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.model import Validator
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.verdicts import codec

AT_ONCE = 500  # addresses in one question
OF_A_HOST = 500  # answers of one host, at most: what is not returned is asked for unconditionally
FIELDS = 'url, etag, last_modified, file, "offset", length, sha256, tag, memo'


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """Reads validators and digests for a few sources at a time: all of them fill the memory."""

    db: Database

    def of(self, urls: Iterable[str], origins: Iterable[str] = ()) -> Iterator[Validator]:
        """Yield what is kept of *urls*, and of addresses that begin with one of *origins*."""
        wanted = list(dict.fromkeys(urls))
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            signs = ", ".join("?" * len(part))
            yield from self._read(f"url IN ({signs})", part)
        for origin in dict.fromkeys(origins):
            # all that begins with it, by the key's own order
            between = (f"{origin}/", f"{origin}0")
            yield from self._read(f"url >= ? AND url < ? LIMIT {OF_A_HOST}", between)

    def _read(self, where: str, values: Sequence[str]) -> Iterator[Validator]:
        for row in query(self.db, f"SELECT {FIELDS} FROM validators WHERE {where}", list(values)):
            yield Validator(
                url=row["url"],
                etag=row["etag"],
                last_modified=row["last_modified"],
                ref=codec.ref_of(row),
                tag=row["tag"],
                memo=row["memo"],
            )
