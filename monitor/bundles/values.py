"""A bundle as a value: everything that one jurisdiction hands in for one period."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from monitor.bundles.account_line import AccountLine
from monitor.bundles.case_line import CaseLine, ChangeLine
from monitor.bundles.fields import (
    STRICT,
    Digest,
    DivisionCode,
    Hash,
    LongText,
    Moment,
    Number,
    Text,
)
from monitor.bundles.manifest import (
    CountersEntry,
    CountsEntry,
    IssueEntry,
    Manifest,
)
from monitor.model import Named, checksum

MANIFEST, SIGNATURE, RULES, FIGURES = "manifest.json", "manifest.sig", "rules.json", "figures.json"
COUNTIES, ACCOUNTS, CASES = "counties.jsonl", "accounts.jsonl", "cases.jsonl"
CHANGES, SEALS = "changes.jsonl", "seals.txt"
ROTATION, ROTATION_SIGNATURE = "rotation.json", "rotation.sig"
NAMES = (  # in their order; a bundle holds nothing else
    MANIFEST,
    SIGNATURE,
    RULES,
    FIGURES,
    COUNTIES,
    ACCOUNTS,
    CASES,
    CHANGES,
    SEALS,
    ROTATION,
    ROTATION_SIGNATURE,
)
REQUIRED = (MANIFEST, RULES, FIGURES, ACCOUNTS, CASES, CHANGES, SEALS)
UNLISTED = (MANIFEST, SIGNATURE)  # of which the manifest cannot speak


class SealKind(Named):
    """What a seal closes."""

    RUN = "run", "检查记录"
    DAY = "day", "当日记录"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealLine:
    """One seal. *id*: of the run, or of the day's last link. *mode*: of the run; empty of a day."""

    kind: SealKind
    id: int
    at: datetime
    mode: str
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyLine:
    """One jurisdiction in the bundle of those above it. *sha256*: None where it handed in none."""

    __pydantic_config__ = STRICT

    code: DivisionCode
    name: Text
    sha256: Digest | None = None
    version: Number = 0
    made_at: Moment | None = None
    issued: IssueEntry | None = None
    rules: Hash | None = None
    counts: CountsEntry | None = None
    counters: CountersEntry | None = None
    remark: LongText = ""
    more: Mapping[str, Any] = field(default_factory=dict, init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All that a bundle holds besides its manifest.

    *rules*: the text whose hash the manifest gives. *figures*: the report's own JSON, without what
    stands in the lines. *counties*: in a bundle of many. *rotation*, *rotation_signature*: the
    change of a key, signed by the key before.
    """

    rules: str
    figures: Mapping[str, Any]
    accounts: tuple[AccountLine, ...]
    cases: tuple[CaseLine, ...] = ()
    changes: tuple[ChangeLine, ...] = ()
    seals: tuple[SealLine, ...] = ()
    counties: tuple[CountyLine, ...] = ()
    rotation: str = ""
    rotation_signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle that was read. *sha256*, *size*: of the file; *signed*: the manifest as signed."""

    manifest: Manifest
    parts: Parts
    sha256: str
    size: int
    signed: bytes = field(repr=False)
    signature: str = field(default="", repr=False)

    @property
    def code(self) -> str:
        """Return 数据包校验码, as the paper prints it."""
        return checksum.printed(self.sha256)

    @property
    def accounts(self) -> tuple[AccountLine, ...]:
        return self.parts.accounts

    @property
    def cases(self) -> tuple[CaseLine, ...]:
        return self.parts.cases
