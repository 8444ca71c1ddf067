"""Rectification and changes of the register in a bundle, one line each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from monitor.bundles.fields import (
    MANY,
    STRICT,
    Day,
    Identity,
    Key,
    LongText,
    Moment,
    Number,
    Text,
)
from monitor.model import Means, Named, Platform, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStepLine:
    """One step of a case, with the name of whoever took it."""

    __pydantic_config__ = STRICT

    kind: Key
    at: Moment
    by: Text
    via: Means | None = None
    text: LongText = ""
    due_on: Day | None = None
    document: Text = ""
    until: Day | None = None
    run: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case that was open at some time of the period, as it stood at its end."""

    __pydantic_config__ = STRICT

    id: Number
    account: Identity
    name: Text
    platform: Platform
    unit: Text
    unit_name: Text
    check: Text
    title: Text
    steps: Annotated[tuple[CaseStepLine, ...], Field(min_length=1, max_length=MANY)]
    county: Text = ""
    due_caveat: LongText = ""
    closed_on: Day | None = None
    more: Mapping[str, Any] = field(default_factory=dict, init=False)


class ChangeKind(Named):
    """What happened to an account's place on the register in the period."""

    OPENED = "opened", "开设"
    CLOSED = "closed", "关停"
    RENAMED = "renamed", "更名"
    LEFT_FAILING = "left_failing", "上期不合格后退出"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One change of the register. *was*: the name before; *merged_into*: the name that goes on."""

    __pydantic_config__ = STRICT

    kind: ChangeKind
    id: Identity
    name: Text
    platform: Platform
    unit: Text
    unit_kind: Text = ""
    county: Text = ""
    status: Status = Status.ACTIVE
    was: Text = ""
    opened_on: Day | None = None
    left_on: Day | None = None
    merged_into: Text = ""
    more: Mapping[str, Any] = field(default_factory=dict, init=False)
