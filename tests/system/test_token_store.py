"""Renewed grants: kept for good, seen by nobody else, and only for the grant they came from."""

import json
import os
import stat
from pathlib import Path

import pytest

from monitor.model.errors import ConfigError, MonitorError
from monitor.system.redact import Scrubber
from monitor.system.token_store import GrantFile, OwnerToken, endings
from tests.builders import NOON, days

PLACE = ("wenlv-kuaishou", "kuaishou_open")
GIVEN = OwnerToken(token="given-token", refresh_token="given-refresh")
RENEWED = OwnerToken(token="fresh-token", refresh_token="fresh-refresh", ends=NOON + days(90))


def file(folder: Path) -> GrantFile:
    return GrantFile(folder, Scrubber())


def test_a_renewed_grant_is_there_in_the_next_run(tmp_path: Path) -> None:
    file(tmp_path).keep(PLACE, GIVEN, RENEWED)

    assert file(tmp_path).current(PLACE, GIVEN) == RENEWED
    assert endings(tmp_path) == {PLACE: NOON + days(90)}


def test_what_is_granted_anew_is_not_hidden_by_the_old(tmp_path: Path) -> None:
    file(tmp_path).keep(PLACE, GIVEN, RENEWED)
    anew = OwnerToken(token="given-token", refresh_token="another-refresh")
    token_only = OwnerToken(token="another-token", refresh_token="given-refresh")

    assert file(tmp_path).current(PLACE, anew) == anew
    assert file(tmp_path).current(PLACE, token_only) == token_only
    assert file(tmp_path).current(("other", "kuaishou_open"), GIVEN) == GIVEN


def test_nobody_else_reads_them_and_they_are_secrets_from_then_on(tmp_path: Path) -> None:
    file(tmp_path).keep(PLACE, GIVEN, RENEWED)
    scrubber = Scrubber()

    GrantFile(tmp_path, scrubber).current(PLACE, GIVEN)

    assert scrubber.mask_text("fresh-token fresh-refresh") == "*** ***"
    assert "given" not in (tmp_path / "grants.json").read_text().replace('"given"', "")
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "grants.json").stat().st_mode) == 0o600
    assert "fresh" not in repr(RENEWED)


def test_what_was_just_granted_is_a_secret_before_it_is_used(tmp_path: Path) -> None:
    scrubber = Scrubber()

    GrantFile(tmp_path, scrubber).keep(PLACE, GIVEN, RENEWED)

    assert scrubber.mask_text("fresh-token fresh-refresh") == "*** ***"


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"a/b": {}}', '{"a/b": {"given": "x", "token": "t", '
             '"refresh_token": "r", "ends": "bald"}}']
)  # fmt: skip
def test_a_broken_file_says_so_and_is_not_overwritten(tmp_path: Path, text: str) -> None:
    (tmp_path / "grants.json").write_text(text)

    with pytest.raises(ConfigError, match="授权记录读不出来"):
        file(tmp_path).current(PLACE, GIVEN)
    with pytest.raises(ConfigError, match="授权记录读不出来"):
        file(tmp_path).keep(PLACE, GIVEN, RENEWED)

    assert (tmp_path / "grants.json").read_text() == text
    assert endings(tmp_path) == {}


def test_what_cannot_be_written_is_no_grant(tmp_path: Path) -> None:
    kept = file(tmp_path / "no" / "\0")

    with pytest.raises((MonitorError, ValueError)):
        kept.keep(PLACE, GIVEN, RENEWED)


def test_two_grants_stand_beside_each_other(tmp_path: Path) -> None:
    kept = file(tmp_path)
    kept.keep(PLACE, GIVEN, RENEWED)
    kept.keep(("b", "douyin_open"), GIVEN, OwnerToken(token="second-token"))

    assert len(json.loads((tmp_path / "grants.json").read_text())) == 2
    assert kept.current(PLACE, GIVEN) == RENEWED
    assert endings(tmp_path) == {PLACE: NOON + days(90)}


def test_what_is_granted_anew_does_not_end_with_the_old(tmp_path: Path) -> None:
    file(tmp_path).keep(PLACE, GIVEN, RENEWED)
    anew = OwnerToken(token="given-token", refresh_token="another-refresh")

    assert endings(tmp_path, {PLACE: GIVEN}) == {PLACE: NOON + days(90)}
    assert endings(tmp_path, {PLACE: anew}) == {}
    assert endings(tmp_path, {}) == {}
