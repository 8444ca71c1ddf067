"""The figures that an issued report froze: one schema for who writes them and who reads them.

Reports of later years are compared with what was issued, so what stands here is kept for good. A
key is never renamed nor given another meaning under the same version; one that is added is
``NotRequired`` for readers of the figures before it.
"""

import json
import re
from functools import cache
from typing import Any, NotRequired

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from monitor.figures.pass_rate import Tally
from monitor.model import State, Verdict
from monitor.model.errors import StoreError

FIRST = re.compile(r'\{\n  "version": (\d+),\n')  # and where the sum stands, as they are written
TOTAL = '\n  "total": '
VERSION = 1  # of figures that name none, too: they were frozen before versions were written


class RateFields(TypedDict):
    """A part of a whole, and as it is printed."""

    part: int
    whole: int
    text: str


RowFields = TypedDict(
    "RowFields",
    {
        "label": str,
        "registered": int,
        "looked": int,
        "pass": int,
        "fail": int,
        "unknown": int,
        "pass_rate": RateFields,
        "posts": int,
        "posts_at_least": bool,
        "posts_accounts": NotRequired[int],
        "posts_least_accounts": NotRequired[int],
        "posts_reported_accounts": NotRequired[int],
        "posts_reported": NotRequired[int],
    },
)


class RegisteredFields(TypedDict):
    """An account as the register had it."""

    id: str
    name: str
    platform: str
    unit: str
    unit_kind: str


class VerdictFields(TypedDict):
    """An account's verdict and state: codes, never their labels."""

    verdict: Verdict | None
    state: State | None


class AccountFields(RegisteredFields, VerdictFields):
    """The fields of an account that later issues are compared by."""


CountyFields = TypedDict(
    "CountyFields",
    {
        "code": str,
        "name": str,
        "reported": bool,
        "returned": NotRequired[str],
        "registered": NotRequired[int],
        "looked": NotRequired[int],
        "pass": NotRequired[int],
        "fail": NotRequired[int],
        "unknown": NotRequired[int],
        "pass_rate": NotRequired[RateFields],
        "platforms": NotRequired[dict[str, int]],
        "posts": NotRequired[int | None],
        "checks": NotRequired[int],
        "slips": NotRequired[int],
        "slips_fixed": NotRequired[int],
        "interaction": NotRequired[dict[str, int]],
        "differs": NotRequired[list[str]],
        "missing": NotRequired[list[str]],
        "bundle": NotRequired[dict[str, Any]],
    },
)


class FrozenFigures(TypedDict):
    """The fields that later issues are compared by; all else that was frozen is for people."""

    version: NotRequired[int]
    total: RowFields
    accounts: list[AccountFields]
    counties: NotRequired[list[CountyFields]]  # of a city
    rejudged: NotRequired[dict[str, int] | None]


def read(text: str) -> FrozenFigures:
    """Return the figures of *text*; raise StoreError where this program cannot know them."""
    try:
        version = _versions().validate_json(text).get("version", VERSION)
        if version > VERSION:
            raise StoreError(f"已发报告的数字由更新版本的程序保存（格式{version}），请升级程序")
        return _figures().validate_json(text)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise StoreError(
            f"已发报告保存的数字无法读取（{place or '全文'}），请从备份恢复"
        ) from error


def total_in(opening: str) -> RowFields | None:
    """Return the sum over all accounts by the first characters of what was frozen.

    None where they do not show it as this program writes it: then the whole is to be read.
    """
    version, place = FIRST.match(opening), opening.find(TOTAL)
    if version is None or int(version[1]) > VERSION or place < 0:
        return None
    try:
        value, _ = json.JSONDecoder().raw_decode(opening, place + len(TOTAL))
        return _row().validate_python(value)
    except (ValueError, ValidationError):
        return None


class _Versioned(TypedDict):
    version: NotRequired[int]


@cache
def _versions() -> TypeAdapter[_Versioned]:
    return TypeAdapter(_Versioned)


def tally(row: RowFields) -> Tally:
    """Return the counts of a row."""
    return Tally(
        registered=row["registered"],
        passed=row["pass"],
        failed=row["fail"],
        unknown=row["unknown"],
    )


@cache
def _figures() -> TypeAdapter[FrozenFigures]:
    return TypeAdapter(FrozenFigures)


@cache
def _row() -> TypeAdapter[RowFields]:
    return TypeAdapter(RowFields)
