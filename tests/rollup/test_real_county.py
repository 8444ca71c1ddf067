"""The recorded county hands in to a city: its own figures come out again, its seals go on."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from monitor.app.rollup_add import AddOutcome, add
from monitor.bundles.signature import can_sign
from monitor.model import clock
from monitor.rollup.values import ChainState, SignatureState
from tests.county.record import QUARTER
from tests.office import Office
from tests.rollup.cities import City, make_city

CODE = "620724"


def handed_in(county: Office, period: str) -> Path:
    path = Path(county.json("bundle", period)["file"])
    return path if path.is_absolute() else county.folder / path


def taken_in(city: City, *files: Path) -> list[AddOutcome]:
    results = list(add(city.data, files, city.registry, clock.now()))
    assert [result.why for result in results if result.why] == []
    return [result.outcome for result in results]


@pytest.fixture(scope="module")
def county(kept_of_few: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("county") / "it"
    return Office(folder=Path(shutil.copytree(kept_of_few, folder)))


def test_the_county_comes_out_as_it_was_reported(county: Office, tmp_path: Path) -> None:
    city = make_city(tmp_path / "city", [(CODE, "高台县"), ("620700", "市直")])
    file = handed_in(county, "2021Q4")
    assert taken_in(city, file) == [AddOutcome.ADDED]

    row = city.figures("2021Q4").counties[0]
    done = county.run("report", "quarter", "2021Q4", "--format", "json", "--json")
    own: dict[str, Any] = json.loads(done.out)

    tally = own["total"]
    assert (row.tally.registered, row.tally.passed, row.tally.failed, row.tally.unknown) == (
        tally["registered"], tally["pass"], tally["fail"], tally["unknown"],
    )  # fmt: skip
    for groups, told in ((row.by_platform, "by_platform"), (row.by_kind, "by_kind")):
        assert [(one.label, one.tally.registered, one.tally.failed) for one in groups] == [
            (one["label"], one["registered"], one["fail"]) for one in own[told]
        ]
    assert {state.value: number for state, number in row.states.items()} == own["states"]
    assert row.posts.number == tally["posts"]
    assert row.counts.checks == own["checks"]["number"]
    assert row.counts.cases == len(own["cases"])
    failing = city.figures("2021Q4").failing
    assert sorted(line.id for line in failing) == sorted(
        one["id"] for one in own["accounts"] if one["verdict"] == "fail"
    )
    assert all(line.findings for line in failing)


def test_the_next_bundle_goes_on_from_the_last_seal(county: Office, tmp_path: Path) -> None:
    city = make_city(tmp_path / "city", [(CODE, "高台县")])
    files = [handed_in(county, "2021Q4"), handed_in(county, "2021-12")]

    assert taken_in(city, *reversed(files)) == [AddOutcome.ADDED] * 2

    def received(period: str) -> Any:
        return city.figures(period).counties[0].bundle

    assert received("2021Q4").chain is ChainState.FIRST
    assert received("2021-12").chain is ChainState.CONTINUED
    signed = SignatureState.NOT_ENROLLED if can_sign() else SignatureState.UNSIGNED
    assert received("2021-12").signature is signed


@pytest.mark.long
def test_a_county_that_began_anew_is_seen(
    county: Office, kept_of_few: Path, tmp_path: Path
) -> None:
    city = make_city(tmp_path / "city", [(CODE, "高台县")])
    taken_in(city, handed_in(county, "2021Q4"))
    anew = Office(folder=Path(shutil.copytree(kept_of_few, tmp_path / "anew")))
    shutil.rmtree(anew.data)
    assert anew.run("check", "--replay", QUARTER[-1], "--keep", "--json").code == 1

    taken_in(city, handed_in(anew, "2021-12"))

    found = city.figures("2021-12").counties[0].bundle
    assert found is not None
    assert found.chain is ChainState.BROKEN
