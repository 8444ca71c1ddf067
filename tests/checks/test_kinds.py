"""What tells findings apart: keys that never change, whatever the sentences say."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checks import CHECKS, name_of
from monitor.model import (
    Answer,
    ChecklistItem,
    Contact,
    Finding,
    Gap,
    Snapshot,
    Status,
    Unit,
    Window,
    clock,
)
from monitor.model.outcome import Outcome
from tests.builders import NOON, account, ago, post

ROOT = Path(__file__).parents[2]
BY_NAME = {name_of(check): check for check in CHECKS}


def findings(check: str, **overrides: Any) -> list[tuple[str, str]]:
    values: dict[str, Any] = {"account": account(), "taken_at": NOON} | overrides
    seen = Snapshot(**values)
    return [(finding.kind, finding.about) for finding in BY_NAME[check]().find(seen)]


def registered(**fields: Any) -> dict[str, Any]:
    unit = Unit(id="caizheng", name="某局", abolished_on=date(2021, 1, 1))
    return {"account": account(unit=unit, **fields)}


def no(item: ChecklistItem) -> Answer:
    return Answer(item=item, good=False, at=ago(1), by="张三", note="说明")


def gone(*outcomes: Outcome) -> tuple[tuple[str, Gap], ...]:
    return tuple((f"feed#{n}", Gap(outcome=one, message="提示")) for n, one in enumerate(outcomes))


WIDE = (Window(since=ago(100), until=NOON),)
FOUND: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("silent_account", {"posts": (post(ago(30)),), "windows": WIDE}, [("silent", "")]),
    ("silent_account", {"windows": WIDE}, [("silent", "")]),
    (
        "abnormal_account",
        {"gaps": gone(Outcome.ACCOUNT_MOVED, Outcome.ACCOUNT_GONE, Outcome.NETWORK)},
        [("account_gone", "feed#1"), ("account_moved", "feed#0")],
    ),
    (
        "unsafe_content",
        {
            "answers": (
                no(ChecklistItem.LINKS),
                no(ChecklistItem.WORDING),
                no(ChecklistItem.HONESTY),
            )
        },
        [("unsafe_content", "wording"), ("unsafe_content", "links")],
    ),
    (
        "poor_interaction",
        {"answers": (no(ChecklistItem.LINKS), no(ChecklistItem.HONESTY))},
        [("poor_interaction", "honesty")],
    ),
    ("duplicate_account", registered(twins=("b",)), [("duplicate_account", "caizheng")]),
    ("orphan_unit", registered(), [("orphan_unit", "caizheng")]),
    ("unfiled_account", registered(filed=False), [("unfiled", "")]),
    ("unfiled_account", registered(status=Status.UNLISTED), [("unlisted", "")]),
    ("unfiled_account", registered(status=Status.CHANGING), [("changing", "")]),
    ("unfiled_account", registered(status=Status.CANCELLED), [("cancelled", "")]),
    ("incomplete_entry", registered(opened_on=None), [("incomplete_entry", "")]),
]


@pytest.mark.parametrize(("check", "known", "expected"), FOUND)
def test_a_finding_says_which_fault_it_is_and_of_what(
    check: str, known: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert findings(check, **known) == expected


def test_an_account_that_never_published_has_another_fault_than_one_fallen_silent() -> None:
    windows = (Window(since=clock.BEGINNING, until=NOON),)

    assert findings("silent_account", windows=windows) == [("never_published", "")]


@pytest.mark.parametrize(
    ("confirmed", "kind"), [(None, "never_confirmed"), (date(2020, 1, 1), "confirmation_expired")]
)
def test_a_contact_is_what_a_missing_confirmation_is_about(
    confirmed: date | None, kind: str
) -> None:
    contact = Contact(name="张三", confirmed_on=confirmed)
    own = registered(contact=contact, opened_on=date(2020, 1, 1))

    assert findings("incomplete_entry", **own) == [(kind, "contact")]


def test_keys_are_plain_ascii() -> None:
    for check, known, _ in FOUND:
        for kind, about in findings(check, **known):
            assert re.fullmatch(r"[a-z_]+", kind) and about.isascii()


def test_no_finding_is_without_a_kind() -> None:
    with pytest.raises(TypeError, match="kind"):
        Finding(message="甲")  # type: ignore[call-arg]


def test_checks_are_asked_for_by_name_and_never_by_a_bare_code() -> None:
    codes = ROOT / "monitor" / "model" / "codes.py"
    landed = re.compile(r"migrations\w*\.py$")  # a migration says what was so when it landed
    bare = [
        f"{path.relative_to(ROOT)}: {line}"
        for room in ("monitor", "checks", "reports")
        for path in (ROOT / room).rglob("*.py")
        if path != codes and not landed.search(path.name)
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"""["'][A-Z]\d\d["']""", line)
    ]

    assert bare == []
