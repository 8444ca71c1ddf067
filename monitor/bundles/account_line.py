"""One account in a bundle: what the county's report says of it, and what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from monitor.bundles.fields import (
    FEW,
    MANY,
    STRICT,
    Day,
    Digest,
    Identity,
    Key,
    LongText,
    LongTexts,
    Moment,
    Number,
    Text,
    Texts,
)
from monitor.model import ChecklistItem, Platform, Precision, State, Status, Verdict
from monitor.model.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsLine:
    """The limits that judged the account's silence: its freshness can be judged anew by others."""

    __pydantic_config__ = STRICT

    remind_days: Number
    max_days: Number
    zombie_days: Number
    cancel_days: Number
    exact_hours: bool = False
    count_reposts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLine:
    """What the look showed that the verdict rests on: the last that failed, else the closing one.

    *window_since*: from when on somebody vouches for every post, up to *window_until*.
    """

    __pydantic_config__ = STRICT

    at: Moment
    as_of: Moment
    newest_at: Moment | None = None
    precision: Precision = Precision.SECOND
    window_since: Moment | None = None
    window_until: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding: which check and kind, about what, in which words, proved by what."""

    __pydantic_config__ = STRICT

    check: Text
    title: Text
    message: LongText
    kind: Text = ""
    about: Text = ""
    detail: LongText = ""
    basis: Text = ""
    evidence: LongTexts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """Why one source showed nothing usable at the closing look."""

    __pydantic_config__ = STRICT

    source: Text
    outcome: Outcome
    message: LongText = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofLine:
    """A record of the county's evidence: where it stands there, and its hash."""

    __pydantic_config__ = STRICT

    place: Text
    sha256: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RectifiedLine:
    """What became of an account that failed in the period before."""

    __pydantic_config__ = STRICT

    outcome: Key
    fixed_at: Moment | None = None
    problems: Texts = ()
    decided: LongText = ""
    until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFindingLine:
    """What a check of the register found at the account's last look."""

    __pydantic_config__ = STRICT

    check: Text
    kind: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account; the fields are those of the report's own JSON wherever it has them.

    *county*: the code of its county, in a bundle of many. *verdict*: None where no check looked.
    *more*: optional fields of a later program, kept as they came.
    """

    __pydantic_config__ = STRICT

    id: Identity
    name: Text
    platform: Platform
    unit: Text
    unit_kind: Text = ""
    unit_id: Text = ""
    county: Text = ""
    status: Status = Status.ACTIVE
    filed: bool | None = None
    opened_on: Day | None = None
    verdict: Verdict | None = None
    state: State | None = None
    limits: LimitsLine | None = None
    seen: SeenLine | None = None
    looks: Number = 0
    always_fresh: bool = False
    looked_at_closing: bool = True
    closing_at: Moment | None = None
    closing_verdict: Verdict | None = None
    newest_post_at: Moment | None = None
    newest_title: Text = ""
    idle_days: Number | None = None
    silent_days_at_least: Number | None = None
    longest_silence: Number | None = None
    days_over: Number | None = None
    first_failed_at: Moment | None = None
    last_failed_at: Moment | None = None
    failed_in: Annotated[tuple[Number, ...], Field(max_length=MANY)] = ()
    last_passed_at: Moment | None = None
    failed_at_closing: Texts = ()
    unsure_at_closing: Texts = ()
    findings: Annotated[tuple[FindingLine, ...], Field(max_length=FEW)] = ()
    unknown_since: Moment | None = None
    abstained: Texts = ()
    reasons: LongTexts = ()
    gaps: Annotated[tuple[GapLine, ...], Field(max_length=FEW)] = ()
    looked_by: Texts = ()
    zombie_found_at: Moment | None = None
    zombie_recovered: bool = False
    zombie_at_end: bool = False
    posts: Number | None = None
    posts_basis: Key = "unseen"
    proof: Annotated[tuple[ProofLine, ...], Field(max_length=FEW)] = ()
    rectified: RectifiedLine | None = None
    pending: Annotated[tuple[ChecklistItem, ...], Field(max_length=FEW)] = ()
    register_findings: Annotated[tuple[RegisterFindingLine, ...], Field(max_length=FEW)] = ()
    more: Mapping[str, Any] = field(default_factory=dict, init=False)

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells it from every other account: its county's code, its id."""
        return self.county, self.id
