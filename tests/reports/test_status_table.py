"""By what rows of 状态 are chosen: a verdict's key is never taken for a state's."""

import pytest

from monitor.model import State, Verdict
from reports.status_table import STATES, VERDICTS, AccountStanding, standings
from tests.builders import account
from tests.verdicts.builders import assessment


@pytest.mark.parametrize(
    ("verdict", "state", "keys"),
    [
        (Verdict.FAIL, State.STALE, {"", "fail", "stale"}),
        (Verdict.FAIL, State.UNKNOWN, {"", "fail"}),  # it fails, whatever nobody could see
        (Verdict.UNKNOWN, State.UNKNOWN, {"", "unknown"}),
        (Verdict.UNKNOWN, State.FRESH, {"", "unknown", "fresh"}),
        (Verdict.PASS, State.TO_VIEW, {"", "pass", "to_view"}),
        (None, None, {"", "never"}),
    ],
)
def test_a_row_is_chosen_by_its_verdict_and_by_its_state(
    verdict: Verdict | None, state: State | None, keys: set[str]
) -> None:
    given = assessment(verdict=verdict, state=state) if verdict else None
    row = AccountStanding(account=account(), verdict=given)
    every = {"", *(key for key, _ in (*VERDICTS, *STATES))}

    assert {key for key in every if row.is_called(key)} == keys
    assert len(every) == 1 + len(VERDICTS) + len(STATES)  # no key means two things


def test_who_was_never_checked_stands_between_who_does_not_pass_and_who_does() -> None:
    said = [
        assessment(account=account(v.value), verdict=v)
        for v in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)
    ]

    rows = standings(said, [account("never")], {})

    assert [row.account.id for row in rows] == ["fail", "unknown", "never", "pass"]
