"""What a stranger's file may be, and what is said of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.bundles import proof
from monitor.bundles.account_line import AccountLine
from monitor.bundles.manifest import CountersEntry, Level, ShareEntry, WordingEntry
from monitor.bundles.reading import json_object, read
from monitor.bundles.values import CountyLine, SealKind
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


@pytest.mark.parametrize(
    "line",
    [
        builders.account_line(1, findings=builders.account_line(1, Verdict.FAIL).findings),
        builders.account_line(
            1, Verdict.UNKNOWN, findings=builders.account_line(1, Verdict.FAIL).findings
        ),
    ],
)
def test_a_verdict_that_its_findings_contradict_is_refused(line: AccountLine) -> None:
    assert refusal_of([builders.account_line(2, Verdict.FAIL), line]) == ("schema", 2)


@pytest.mark.parametrize(
    ("id", "fits"),
    [
        ("caizheng-weixin", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("--help", False),
        ("a;b", False),
        ("../a", False),
        ("财政", False),
        ("", False),
    ],
)
def test_an_account_is_called_as_a_register_may_call_it(id: str, fits: bool) -> None:
    refusal = refusal_of([builders.account_line(1, id=id)])

    assert refusal == (None if fits else ("schema", 1))


@pytest.mark.parametrize(("number", "fits"), [("1e308", True), ("1e309", False), ("-1e309", False)])
def test_a_number_that_is_none_to_others_is_refused(number: str, fits: bool) -> None:
    if fits:
        assert json_object(f'{{"a": {number}}}', "a.json") == {"a": float(number)}
        return
    with pytest.raises(BundleRefused):
        json_object(f'{{"a": {number}}}', "a.json")


def test_rules_that_nobody_can_read_are_refused() -> None:
    whole = builders.parts(rules="[1, 2")

    with pytest.raises(BundleRefused) as caught:
        read(write(builders.manifest(whole), whole))

    assert (caught.value.refusal, caught.value.file) == ("schema", "rules.json")


@pytest.mark.parametrize(("failed", "fits"), [(1, True), (0, False)])
def test_what_a_city_says_of_a_county_is_what_its_lines_add_up_to(failed: int, fits: bool) -> None:
    lines = [builders.account_line(1, Verdict.FAIL, county="620701")]
    stated = replace(builders.counts_of(lines), failed=failed)
    county = CountyLine(code="620701", name="甲区", sha256="5" * 64, counts=stated)
    whole = builders.parts(lines, counties=(county,))
    data = write(builders.manifest(whole, level=Level.CITY), whole)

    if fits:
        assert read(data).parts == whole
        return
    with pytest.raises(BundleRefused) as caught:
        read(data)
    assert (caught.value.refusal, caught.value.file) == ("sums", "counties.jsonl")


@pytest.mark.parametrize(("second", "fits"), [(1, False), (2, True)])
def test_one_case_on_two_lines_is_refused(second: int, fits: bool) -> None:
    whole = builders.parts(cases=(builders.case_line(1), builders.case_line(second)))
    data = write(builders.manifest(whole), whole)

    if fits:
        assert len(read(data).cases) == 2
        return
    with pytest.raises(BundleRefused) as caught:
        read(data)
    assert (caught.value.refusal, caught.value.line) == ("twice", 2)


@pytest.mark.parametrize(
    ("counters", "fits"),
    [
        (CountersEntry(interaction=ShareEntry(part=2, whole=2)), True),
        (CountersEntry(interaction=ShareEntry(part=3, whole=2)), False),
        (CountersEntry(wording=WordingEntry(found=3, grave=2, unsaid=1, fixed=3)), True),
        (CountersEntry(wording=WordingEntry(found=3, grave=2, unsaid=2)), False),
        (CountersEntry(wording=WordingEntry(found=3, fixed=4)), False),
    ],
)
def test_a_part_that_is_larger_than_its_whole_is_refused(
    counters: CountersEntry, fits: bool
) -> None:
    """A paper would urge somebody to put -1 errors right."""
    whole = builders.parts()
    data = write(builders.manifest(whole, counters=counters), whole)

    if fits:
        assert read(data).manifest.counters == counters
        return
    with pytest.raises(BundleRefused) as caught:
        read(data)
    assert (caught.value.refusal, caught.value.file) == ("sums", "manifest.json")


def test_a_bundle_is_no_proof_and_is_told_so() -> None:
    whole = builders.parts()

    with pytest.raises(BundleRefused, match="monitor rollup add"):
        proof.read(write(builders.manifest(whole), whole))


def refusal_of(lines: list[AccountLine]) -> tuple[str, int] | None:
    """Say why a bundle of *lines* is refused, and at which line."""
    whole = builders.parts(lines)
    try:
        read(write(builders.manifest(whole), whole))
    except BundleRefused as error:
        return error.refusal, error.line
    return None
