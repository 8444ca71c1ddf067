"""The benchmarks' registers: sound, alike whenever they are made, in as many files as asked."""

from pathlib import Path

import pytest

from monitor.model import Platform
from monitor.registry import load

pytest.importorskip("benchmarks.register", reason="not part of the distribution")

from benchmarks.register import write


def test_many_files_hold_the_accounts_of_one_with_platforms_as_they_are_mixed(
    tmp_path: Path,
) -> None:
    registry = load(write(100, tmp_path / "many", files=3))
    alone = load(write(100, tmp_path / "one"))

    platforms = [account.platform for account in registry.accounts]
    assert platforms == [account.platform for account in alone.accounts]
    assert platforms.count(Platform.WECHAT) == 63 and platforms.count(Platform.WEIBO) == 13
    assert [file.accounts for file in registry.files] == [33, 33, 34]
    assert load(write(100, tmp_path / "many", files=3)).sha256 == registry.sha256


def test_accounts_of_one_unit_on_one_platform_read_the_given_feeds_in_turn(tmp_path: Path) -> None:
    origins = ["http://127.0.0.1:1", "http://127.0.0.2:1"]
    path = write(3, tmp_path, feeds=origins, own=True, unit=3, platform=Platform.WEIBO)

    accounts = load(path).accounts

    assert [account.duplicates_total for account in accounts] == [2, 2, 2]
    urls = [account.sources[0].url for account in accounts]
    assert urls == [f"{origins[n % 2]}/feed/{n}.xml" for n in range(3)]
