"""What a county gives out so that its verdicts on a few accounts can be made again elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from monitor.bundles.fields import (
    STRICT,
    Digest,
    DivisionCode,
    Identity,
    Moment,
    Text,
)
from monitor.bundles.manifest import FileEntry, PeriodName

PROOF_KIND, PROOF_FORMAT = "monitor-proof", 1
REGISTER, ROWS, LINKS, RECORDS = "register.yaml", "rows.jsonl", "links.jsonl", "records.bin"
PROOF_NAMES = ("manifest.json", REGISTER, ROWS, LINKS, RECORDS)
Value = str | int | float | bytes | None  # as SQLite holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntry:
    """A record of the evidence: where it stands in the county, and its bytes among the records."""

    __pydantic_config__ = STRICT

    file: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d(-hand)?\.warc\.gz$")]
    offset: Annotated[int, Field(ge=0, le=2**31)]
    length: Annotated[int, Field(ge=1, le=2**28)]
    sha256: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofManifest:
    """*bundle*: the hash of the bundle that the proof belongs to. *tables*: columns by table.

    *pictures*: screenshots of people are in it, not their hashes alone.
    """

    __pydantic_config__ = STRICT

    format: Text
    program: Text
    code: DivisionCode
    period: PeriodName
    bundle: Digest | None = None
    made_at: Moment
    accounts: Annotated[tuple[Identity, ...], Field(min_length=1, max_length=1000)]
    tables: Mapping[Text, Annotated[tuple[Text, ...], Field(max_length=100)]]
    records: Annotated[tuple[RecordEntry, ...], Field(max_length=200_000)] = ()
    pictures: bool = False
    files: Annotated[tuple[FileEntry, ...], Field(max_length=20)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRow:
    """One row as it is stored. *key*: as seals name it."""

    table: str
    key: str | int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofSection:
    """The rows of one table that a link seals: their keys, and the digests, as it stores them."""

    table: str
    keys: str
    digests: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofLink:
    """One link of the chain, whole. *previous*: the seal of the link before it."""

    id: int
    at: str
    run: int | None
    previous: str
    seal: str
    sections: tuple[ProofSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictProof:
    """A proof that was read; *records*: the bytes of each, in the manifest's order."""

    manifest: ProofManifest
    register: str
    rows: tuple[ProofRow, ...]
    links: tuple[ProofLink, ...]
    records: tuple[bytes, ...] = field(repr=False)
    sha256: str = ""
