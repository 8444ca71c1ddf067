"""Lines and manifests that say what they may not, and those of a later program."""

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.bundles import archive
from monitor.bundles.json_schema import schemas
from monitor.bundles.manifest import Level
from monitor.bundles.reading import read
from monitor.bundles.values import ACCOUNTS, CASES, COUNTIES, FIGURES, MANIFEST, NAMES, CountyLine
from monitor.bundles.writing import lines, write
from monitor.model.errors import BundleRefused
from tests.bundles import builders
from tests.bundles.builders import MADE_AT, account_line, sealed_anew, summed

WHOLE = builders.parts(cases=(builders.case_line(),))
FILES = archive.unpack(write(builders.manifest(WHOLE), WHOLE), NAMES)
BACKWARDS = {"window_since": "2026-12-02T00:00:00Z", "window_until": "2026-12-01T00:00:00Z"}
NO_FILE = {"sha256": "0" * 64, "length": 1}
Edit = Callable[[dict[str, Any]], Any]


def with_line(name: str, edit: Edit, number: int = 0) -> bytes:
    """The bundle with one line of a file edited."""
    listed = [json.loads(line) for line in FILES[name].splitlines()]
    edit(listed[number])
    return sealed_anew(
        {**FILES, name: b"".join(json.dumps(one).encode() + b"\n" for one in listed)}
    )


def with_manifest(edit: Edit) -> bytes:
    """The bundle with its manifest edited, the checksum made again."""
    loaded = json.loads(FILES[MANIFEST])
    edit(loaded)
    files = {**FILES, MANIFEST: summed(loaded)}
    return archive.pack((name, files[name]) for name in NAMES if name in files)


def refusal(data: bytes) -> BundleRefused:
    with pytest.raises(BundleRefused) as caught:
        read(data, now=MADE_AT)
    return caught.value


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (lambda a: a.pop("name"), "name"),
        (lambda a: a.update(name=7), "name"),
        (lambda a: a.update(id=""), "id"),
        (lambda a: a.update(id="a" * 65), "id"),
        (lambda a: a.update(id="a\u202eb"), "id"),
        (lambda a: a.update(platform="myspace"), "platform"),
        (lambda a: a.update(verdict="ok"), "verdict"),
        (lambda a: a.update(posts=-1), "posts"),
        (lambda a: a.update(posts="5"), "posts"),
        (lambda a: a.update(posts=10**10), "posts"),
        (lambda a: a.update(closing_at="2026-12-30"), "closing_at"),
        (lambda a: a.update(closing_at="2026-12-30T10:00:00"), "closing_at"),
        (lambda a: a.update(closing_at="1969-12-30T10:00:00+08:00"), "closing_at"),
        (lambda a: a.update(closing_at="2300-12-30T10:00:00+08:00"), "closing_at"),
        (lambda a: a.update(reasons=["x"] * 61), "reasons"),
        (lambda a: a.update(opened_on="1899-12-31"), "opened_on"),
        (lambda a: a.update(opened_on="2016-02-30"), "opened_on"),
        (lambda a: a.update(findings=[{"check": "U01"}]), "findings.0.title"),
        (lambda a: a.update(county="620724"), "county"),
        (lambda a: a.update(closing_at="2026-09-30T10:00:00+08:00"), "closing_at"),
        (lambda a: a.update(newest_post_at="2027-01-06T10:00:00+08:00"), "newest_post_at"),
        (lambda a: a["seen"].update(BACKWARDS), "seen"),
    ],
)  # fmt: skip
def test_what_an_account_may_not_say_is_refused_with_its_place(edit: Edit, field: str) -> None:
    error = refusal(with_line(ACCOUNTS, edit))

    assert (error.file, error.line) == (ACCOUNTS, 1)
    assert f"“{field}”" in str(error)
    assert error.refusal in ("schema", "dates")


@pytest.mark.parametrize(
    "edit",
    [
        lambda c: c.update(steps=[]),
        lambda c: c["steps"][0].update(kind="Open!"),
        lambda c: c["steps"][0].update(at="2027-01-06T10:00:00+08:00"),
        lambda c: c.update(platform="x"),
    ],
)
def test_what_a_case_may_not_say_is_refused(edit: Edit) -> None:
    assert refusal(with_line(CASES, edit)).file == CASES


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda m: m.update(format="monitor-bundle/2", program="newmedia-monitor/0.9.0"), "newer"),
        (lambda m: m.update(format="monitor-bundle/0"), "not_bundle"),
        (lambda m: m.update(format="monitor-bundle/"), "not_bundle"),
        (lambda m: m.update(format=1), "not_bundle"),
        (lambda m: m.pop("format"), "not_bundle"),
        (lambda m: m.update(period="2026Q5"), "schema"),
        (lambda m: m.update(period="2026年第四季度"), "schema"),
        (lambda m: m["jurisdiction"].update(code="62072"), "schema"),
        (lambda m: m["jurisdiction"].update(code="../../x"), "schema"),
        (lambda m: m.update(version=0), "schema"),
        (lambda m: m.update(made_at="2026-09-04T10:00:00+08:00"), "dates"),
        (lambda m: m.update(made_at="2027-01-06T10:00:00+08:00"), "dates"),
        (lambda m: m.update(rules="sha256:" + "0" * 64), "hash"),
        (lambda m: m["counts"].update(passed=2), "sums"),
        (lambda m: m["files"].pop(), "names"),
        (lambda m: m["files"].append(m["files"][0]), "names"),
        (lambda m: m["files"].append({"name": "manifest.sig", **NO_FILE}), "names"),
        (lambda m: m["files"].append({"name": "rotation.json", **NO_FILE}), "missing"),
        (lambda m: m["files"][0].update(length=1), "hash"),
        (lambda m: m.update(level="village"), "schema"),
    ],
)  # fmt: skip
def test_what_a_manifest_may_not_say_is_refused(edit: Edit, why: str) -> None:
    assert refusal(with_manifest(edit)).refusal == why


def test_who_reads_a_later_format_is_told_which_program_to_install() -> None:
    later = {"format": "monitor-bundle/2", "program": "newmedia-monitor/0.9.0", "needs": []}
    newer = refusal(with_manifest(lambda m: m.update(later)))

    assert "newmedia-monitor/0.9.0" in str(newer)
    odd = refusal(
        with_manifest(lambda m: m.update(format="monitor-bundle/2", program="rm -rf /; x"))
    )
    assert "rm -rf" not in str(odd)


def test_the_clock_of_a_county_may_be_a_day_ahead_and_no_more() -> None:
    data = write(builders.manifest(WHOLE), WHOLE)

    assert read(data, now=MADE_AT - timedelta(days=1))
    with pytest.raises(BundleRefused):
        read(data, now=MADE_AT - timedelta(days=1, seconds=1))


def test_what_a_later_program_adds_is_kept_and_given_on() -> None:
    more = {"fans": {"number": 7}, "word": "甲\u202e乙"}
    bundle = read(with_line(ACCOUNTS, lambda a: a.update(more)))

    assert bundle.accounts[0].more == {"fans": {"number": 7}, "word": "甲乙"}
    assert bundle.accounts[1].more == {}
    again = json.loads(lines(bundle.accounts).splitlines()[0])
    assert again["fans"] == {"number": 7}


def test_a_great_deal_that_nobody_knows_is_refused() -> None:
    assert read(with_line(ACCOUNTS, lambda a: a.update(x="一" * 600)))
    assert refusal(with_line(ACCOUNTS, lambda a: a.update(x="一" * 700))).line == 1


def test_texts_are_cleaned_and_cut() -> None:
    bundle = read(
        with_line(
            ACCOUNTS, lambda a: a.update(name="甲\u202e\n乙\x07  丙", newest_title="长" * 900)
        )
    )
    line = bundle.accounts[0]
    spaced = read(with_line(ACCOUNTS, lambda a: a.update(name=" 甲  乙"))).accounts[0]

    assert spaced.name == "甲 乙"
    assert (line.name, len(line.newest_title)) == ("甲 乙 丙", 200)


NOISE = random.Random(3).randbytes(128 * 1024).hex().encode()  # such as packs badly
LINE = FILES[ACCOUNTS].splitlines()[0].replace(b"account-0", b"account-9")[:-1]


@pytest.mark.parametrize(
    "text",
    [
        b"[]\n",
        LINE + b',"id":"account-9"}\n',
        LINE + b',"x":NaN}\n',
        LINE + b',"x":Infinity}\n',
        LINE + b',"newest_title":"' + NOISE + b'"}\n',
        b"\xff\n",
        b"\n",
        b"{}",
    ],
)
def test_what_is_no_json_of_ours_is_refused(text: bytes) -> None:
    error = refusal(sealed_anew({**FILES, ACCOUNTS: FILES[ACCOUNTS] + text}))

    assert (error.refusal, error.file) == ("schema", ACCOUNTS)


def test_figures_are_cleaned() -> None:
    figures = json.loads(FILES[FIGURES])
    odd = sealed_anew({**FILES, FIGURES: json.dumps({**figures, "甲\u202e": ["乙\x07"]}).encode()})

    assert read(odd).parts.figures["甲"] == ["乙"]


@pytest.mark.long
def test_figures_of_a_great_many_items_are_refused() -> None:
    figures = json.loads(FILES[FIGURES]) | {"x": [*range(700_000)]}
    error = refusal(sealed_anew({**FILES, FIGURES: json.dumps(figures).encode()}))

    assert (error.refusal, error.file) == ("schema", FIGURES)


def test_a_bundle_that_names_no_accounts_at_all_is_refused() -> None:
    loaded = json.loads(FILES[MANIFEST])
    loaded["files"] = [one for one in loaded["files"] if one["name"] != ACCOUNTS]
    files = {name: FILES[name] for name in FILES if name != ACCOUNTS}
    files[MANIFEST] = summed(loaded)
    data = archive.pack((name, files[name]) for name in NAMES if name in files)

    assert refusal(data).refusal == "missing"


@pytest.mark.parametrize("told", [{"rotation": "{}"}, {"rotation_signature": "x"}])
def test_a_change_of_the_key_is_told_and_signed_or_neither(told: dict[str, str]) -> None:
    whole = replace(WHOLE, rotation="{}", rotation_signature="x")
    files = archive.unpack(write(builders.manifest(whole), whole), NAMES)
    left = {"rotation": "rotation.sig", "rotation_signature": "rotation.json"}[next(iter(told))]
    loaded = json.loads(files.pop(MANIFEST))
    loaded["files"] = [one for one in loaded["files"] if one["name"] != left]
    files.pop(left)
    files[MANIFEST] = summed(loaded)

    data = archive.pack((name, files[name]) for name in NAMES if name in files)
    assert refusal(data).refusal == "missing"


def test_a_bundle_made_before_its_period_is_refused() -> None:
    whole = builders.parts([account_line(1, None)])

    assert read(write(builders.manifest(whole, period="2027Q1"), whole))
    error = refusal(write(builders.manifest(whole, period="2027Q2"), whole))
    assert (error.refusal, error.file) == ("dates", MANIFEST)


def test_figures_that_count_otherwise_than_the_lines_are_refused() -> None:
    total = {"registered": 3, "pass": 1, "fail": 0, "unknown": 1}
    error = refusal(sealed_anew({**FILES, FIGURES: json.dumps({"total": total}).encode()}))

    assert (error.refusal, error.file) == ("sums", FIGURES)


def county(code: str, sha256: str | None = "0" * 64) -> CountyLine:
    return CountyLine(code=code, name="清河县", sha256=sha256)


@pytest.mark.parametrize(
    ("counties", "lines_of", "why"),
    [
        ((county("620724"), county("620725")), ("620724", "620725"), ""),
        ((county("620724"), county("620725", None)), ("620724",), ""),
        ((county("620724"), county("620725", None)), ("620724", "620725"), "schema"),
        ((county("620724"),), ("620724", ""), "schema"),
        ((county("620724"), county("620724")), ("620724",), "twice"),
    ],
)
def test_a_citys_bundle_holds_lines_of_counties_that_handed_in(
    counties: tuple[CountyLine, ...], lines_of: tuple[str, ...], why: str
) -> None:
    accounts = [account_line(1, county=code) for code in lines_of]  # one id in many counties
    whole = builders.parts(accounts, counties=counties)
    data = write(builders.manifest(whole, level=Level.CITY), whole)

    if why:
        assert refusal(data).refusal == why
    else:
        assert read(data).parts.counties == counties


def test_a_countys_own_bundle_has_no_counties_in_it() -> None:
    whole = builders.parts(counties=(county("620724"),))

    assert refusal(write(builders.manifest(whole), whole)).file == COUNTIES


def test_the_schema_names_every_file_of_lines_and_every_field() -> None:
    printed = schemas()

    assert printed["format"] == "monitor-bundle/1"
    assert set(printed["files"]) == {MANIFEST, ACCOUNTS, CASES, "changes.jsonl", "counties.jsonl"}
    account = printed["files"][ACCOUNTS]
    assert account["required"] == ["id", "name", "platform", "unit"]
    assert "more" not in account["properties"]
    written = {key for line in FILES[ACCOUNTS].splitlines() for key in json.loads(line)}
    assert written <= set(account["properties"])


def test_the_hash_of_the_rules_is_that_of_their_text() -> None:
    assert builders.manifest(WHOLE).rules.endswith(hashlib.sha256(FILES["rules.json"]).hexdigest())
