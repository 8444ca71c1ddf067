"""The first file of a bundle: whose it is, of what, made by which rules, and what else is in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from monitor.bundles.fields import (
    FEW,
    STRICT,
    Day,
    Digest,
    DivisionCode,
    Hash,
    Key,
    LongText,
    Moment,
    Number,
    Text,
)
from monitor.model import Named
from monitor.model.errors import ConfigError
from monitor.model.period import Period, read_any

KIND = "monitor-bundle"
FORMAT = 1  # counts up where a reader of before would misunderstand; optional fields do not
_MARK = re.compile(rf"{KIND}/(\d{{1,4}})", re.ASCII)


def _period(name: str) -> str:
    try:
        period = read_any(name)
    except ConfigError:
        raise ValueError("应为期间，如 2026Q4") from None
    if period.name != name:
        raise ValueError("应为期间，如 2026Q4")
    return name


PeriodName = Annotated[str, AfterValidator(_period)]


def format_of(mark: object) -> int:
    """Return the number in ``monitor-bundle/1``, 0 where it is none."""
    match = _MARK.fullmatch(mark) if isinstance(mark, str) else None
    return int(match[1]) if match else 0


class Level(Named):
    """Whose bundle it is: a county's own, or one that sums up those below."""

    COUNTY = "county", "县（市、区）"
    CITY = "city", "市（州）"
    PROVINCE = "province", "省（自治区、直辖市）"


@dataclass(frozen=True, slots=True, kw_only=True)
class JurisdictionEntry:
    """The jurisdiction that hands it in; no telephone stands here."""

    __pydantic_config__ = STRICT

    code: DivisionCode
    name: Text
    office: Text = ""
    reports_to: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """One file of the bundle."""

    __pydantic_config__ = STRICT

    name: Text
    sha256: Digest
    length: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueEntry:
    """The paper of the period as it was issued; *figures_sha256*: of the figures frozen then."""

    __pydantic_config__ = STRICT

    kind: Key
    number: Text
    on: Day
    version: Number = 1
    figures_sha256: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsEntry:
    """Accounts, by the period's verdict; *unseen*: no check looked at them."""

    __pydantic_config__ = STRICT

    registered: Number
    passed: Number
    failed: Number
    unknown: Number
    unseen: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareEntry:
    """A part and its base."""

    __pydantic_config__ = STRICT

    part: Number
    whole: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingEntry:
    """Wording errors (错敏信息) of the period; *unsaid*: no list says whether they are grave."""

    __pydantic_config__ = STRICT

    found: Number = 0
    grave: Number = 0
    fixed: Number = 0
    unsaid: Number = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksEntry:
    """How often was checked (检查次数)."""

    __pydantic_config__ = STRICT

    number: Number = 0
    full: Number = 0
    sample: Number = 0
    selected: Number = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierEntry:
    """Another period's overall tally, as the county compares with it."""

    __pydantic_config__ = STRICT

    period: PeriodName
    registered: Number
    passed: Number
    failed: Number
    unknown: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class CountersEntry:
    """What a city adds up besides verdicts.

    *interaction*: accounts that support it, of those where that is known. *safety*: accounts whose
    safety a person checked, every item. *reminded*, *alarmed*: urgings delivered.
    """

    __pydantic_config__ = STRICT

    interaction: ShareEntry = ShareEntry(part=0, whole=0)
    safety: Number = 0
    wording: WordingEntry = WordingEntry()
    reminded: Number = 0
    alarmed: Number = 0
    checks: ChecksEntry = ChecksEntry()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsEntry:
    """The first and the last run that the bundle tells of; 0 where it tells of none."""

    __pydantic_config__ = STRICT

    first: Number = 0
    last: Number = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SealEntry:
    """The newest seal of the chain: the run it belongs to, the link and its whole seal."""

    __pydantic_config__ = STRICT

    run: Number
    link: Number
    seal: Hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """*rules*: the hash of rules.json, which holds their text. *previous*: the file's hash before.

    *version*: the number of this bundle among those of the period. *files*: all others, but the
    signature.
    """

    __pydantic_config__ = STRICT

    format: Text
    program: Text
    level: Level = Level.COUNTY
    jurisdiction: JurisdictionEntry
    period: PeriodName
    version: Annotated[int, Field(ge=1, le=9999)]
    made_at: Moment
    closing_at: Moment | None = None
    issued: IssueEntry | None = None
    previous: Digest | None = None
    rules: Hash
    runs: RunsEntry = RunsEntry()
    seal: SealEntry | None = None
    counts: CountsEntry
    counters: CountersEntry = CountersEntry()
    before: EarlierEntry | None = None
    year_before: EarlierEntry | None = None
    decimals: Annotated[int, Field(ge=0, le=4)] = 1
    remarks: Annotated[tuple[LongText, ...], Field(max_length=FEW)] = ()
    files: Annotated[tuple[FileEntry, ...], Field(max_length=FEW)] = ()
    more: Mapping[str, Any] = field(default_factory=dict, init=False)

    @property
    def span(self) -> Period:
        """Return the period itself."""
        return read_any(self.period)

    @property
    def file_name(self) -> str:
        """Return what the bundle is called: ``620724-2026Q4-v1.monitor.zip``."""
        return f"{self.jurisdiction.code}-{self.period}-v{self.version}.monitor.zip"
