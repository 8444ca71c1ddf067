"""What people entered of many is judged together; where the program fails at one, it alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from checks.silent_account import SilentAccount
from monitor.app import entry_verdict, internal_failures
from monitor.app.entry_verdict import EntryToJudge, verdicts_on
from monitor.model import Verdict
from monitor.model.errors import StoreError
from monitor.system.connection import Database
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.writer import VerdictWriter
from tests.builders import account, ago, observation, post

IDS = "abc"


@pytest.fixture
def asked(db: Database) -> list[EntryToJudge]:
    looks = [
        observation(post(ago(n + 2), f"hand:{n}"), account=id, source="by_hand", taken_at=ago(n),
                    by="张三", expires_at=ago(n - 7))
        for n, id in enumerate(IDS)
    ]  # fmt: skip
    VerdictWriter(db).append_by_hand(looks)
    return [
        EntryToJudge(account=account(id), checks=[SilentAccount()], at=ago(n))
        for n, id in enumerate(IDS)
    ]


def test_verdicts_given_together_are_those_given_alone(
    db: Database, asked: list[EntryToJudge]
) -> None:
    together = verdicts_on(db, asked)

    assert together == {e.account.id: verdicts_on(db, [e])[e.account.id] for e in asked}
    assert {verdict.verdict for verdict in together.values()} == {Verdict.PASS}
    assert [together[id].taken_at for id in IDS] == [entry.at for entry in asked]
    assert verdicts_on(db, []) == {}


def spoilt(monkeypatch: pytest.MonkeyPatch, where: str, error: Exception) -> None:
    """Let one step fail for b."""
    if where == "read":
        read = HistoryReader.histories_at

        def reading(self: HistoryReader, moments: Mapping[str, datetime], within: timedelta) -> Any:
            if "b" in moments:
                raise error
            return read(self, moments, within)

        monkeypatch.setattr(HistoryReader, "histories_at", reading)
        return
    room = internal_failures if where == "render" else entry_verdict
    step = getattr(room, where)

    def failing(*given: Any, **more: Any) -> Any:
        if any(getattr(getattr(one, "account", one), "id", "") == "b" for one in given):
            raise error
        return step(*given, **more)

    monkeypatch.setattr(room, where, failing)


@pytest.mark.parametrize("where", ["read", "merge", "inspect", "render"])
def test_where_the_program_fails_at_one_it_alone_is_unknown(
    where: str, db: Database, asked: list[EntryToJudge], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt(monkeypatch, where, ZeroDivisionError("a fault of ours"))

    judged = verdicts_on(db, asked)

    assert [judged[id].verdict.value for id in IDS] == ["pass", "unknown", "pass"]
    assert "程序判定该账号时出错" in judged["b"].gaps[0][1].message


@pytest.mark.parametrize("where", ["read", "merge", "inspect", "render"])
def test_an_error_that_no_account_brought_about_is_nobodys_verdict(
    where: str, db: Database, asked: list[EntryToJudge], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt(monkeypatch, where, StoreError("数据库缺少被引用的记录"))

    with pytest.raises(StoreError):
        verdicts_on(db, asked)
