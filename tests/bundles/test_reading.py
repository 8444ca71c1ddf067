"""What a stranger's file may be, and what is said of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.bundles.reading import read
from monitor.bundles.values import SealKind
from monitor.bundles.writing import write
from monitor.model import Verdict
from monitor.model.errors import BundleRefused
from tests.bundles import builders


def test_what_was_written_is_read() -> None:
    whole = builders.parts(
        cases=(builders.case_line(),),
        seals=(builders.seal_line(1), builders.seal_line(7, SealKind.DAY)),
    )
    data = write(builders.manifest(whole), whole)

    bundle = read(data)

    assert bundle.parts == whole
    assert replace(bundle.manifest, files=()) == builders.manifest(whole)
    assert bundle.manifest.file_name == "620799-2026Q4-v1.monitor.zip"
    assert bundle.code == bundle.sha256[:16]


def test_a_file_is_read_where_it_stands(tmp_path: Path) -> None:
    whole = builders.parts()
    path = tmp_path / "a.zip"
    path.write_bytes(write(builders.manifest(whole), whole))

    assert read(path).parts == whole


def test_totals_that_differ_from_the_lines_are_refused() -> None:
    whole = builders.parts()
    wrong = builders.manifest(whole, counts=builders.counts_of(whole.accounts[1:]))

    with pytest.raises(BundleRefused) as caught:
        read(write(wrong, whole))

    assert (caught.value.refusal, caught.value.file) == ("sums", "manifest.json")


def test_one_account_on_two_lines_is_refused() -> None:
    whole = builders.parts([builders.account_line(1), builders.account_line(1, Verdict.FAIL)])

    with pytest.raises(BundleRefused) as caught:
        read(write(builders.manifest(whole), whole))

    assert (caught.value.refusal, caught.value.line) == ("twice", 2)
