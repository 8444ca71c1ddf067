"""What a county's bundle holds makes the same papers as its own figures do."""

from dataclasses import replace

import pytest

from monitor.bundles.values import CountyLine
from monitor.figures import county_part
from monitor.figures.city import CountyPart
from monitor.figures.posts import PostBasis
from monitor.figures.rectification import UNSEEN
from monitor.model import Jurisdiction
from tests.lengths import some
from tests.reports.cities import CITY, NAMES, city, delivery, part_of
from tests.reports.city_bundles import bundle_of
from tests.reports.counties import EMPTY, county
from tests.reports.papers import lines, paper

PROVINCE = Jurisdiction(name="河西省", code="620000")
SEEDS = some([seed for seed in range(30) if seed != EMPTY], 8)


def reported(seed: int) -> tuple[CountyPart, CountyPart]:
    """Return what a county reports, straight and by way of its bundle."""
    figures, code, name = county(seed), f"6299{seed:02}", NAMES[seed % len(NAMES)]
    straight = part_of(figures, code, name, delivery(seed))
    return straight, county_part.of(bundle_of(figures, code, name), name, delivery(seed), code=code)


@pytest.mark.parametrize("seed", SEEDS)
def test_papers_are_the_same_by_way_of_the_bundle(seed: int) -> None:
    straight, carried = reported(seed)

    for kind in ("rollup_city", "rollup_units"):
        assert lines(paper(kind, city([carried]), every_annex=True)) == lines(
            paper(kind, city([straight]), every_annex=True)
        )


def test_words_of_a_later_program_are_counted_and_taken_for_no_more_than_they_are() -> None:
    bundle = bundle_of(county(0), "629901", "甘源区")
    strange = tuple(
        replace(
            line,
            posts_basis="by_satellite",
            rectified=line.rectified and replace(line.rectified, outcome="forgiven"),
        )
        for line in bundle.accounts
    )
    later = replace(bundle, parts=replace(bundle.parts, accounts=strange))

    part = county_part.of(later, "甘源区", delivery(1), code="629901")

    assert {entry.posts is None for entry in part.accounts} == {True, False}
    assert all(
        entry.posts_basis is (PostBasis.UNSEEN if entry.posts is None else PostBasis.AT_LEAST)
        for entry in part.accounts
    )
    assert {row.outcome for row in part.rectified} == {UNSEEN}


def test_a_case_of_steps_that_nobody_here_knows_is_left_out() -> None:
    bundle = bundle_of(county(1), "629901", "甘源区")
    strange = tuple(
        replace(case, steps=tuple(replace(step, kind="dreamt") for step in case.steps))
        for case in bundle.cases
    )
    later = replace(bundle, parts=replace(bundle.parts, cases=strange))

    assert bundle.cases
    assert county_part.of(later, "甘源区", delivery(1), code="629901").cases == ()


def test_accounts_of_a_bundle_of_many_are_told_apart_by_their_counties() -> None:
    bundle = bundle_of(county(1), "629900", CITY.name)
    twice = tuple(
        replace(line, county=code) for code in ("629901", "629902") for line in bundle.accounts
    )
    below = (
        CountyLine(code="629901", name="甘源区", sha256="0" * 64),
        CountyLine(code="629902", name="临溪县", sha256="0" * 64),
        CountyLine(code="629903", name="云川县"),
    )
    later = replace(bundle, parts=replace(bundle.parts, accounts=twice, counties=below))

    part = county_part.of(later, CITY.name, delivery(1), code="629900")
    (row,) = city([part], jurisdiction=PROVINCE).counties

    ids = [entry.account.id for entry in part.accounts]
    assert len(set(ids)) == len(ids) == 2 * len(bundle.accounts)
    assert ids[0].startswith("629901/")
    assert {entry.account.unit[:3] for entry in part.accounts} == {"甘源区", "临溪县"}
    assert row.missing == ("云川县",)
    assert "云泽市所辖云川县未报送，不在其数字之内" in lines(
        paper("rollup_city", city([part], jurisdiction=PROVINCE))
    )


def test_a_number_and_who_counted_it_are_believed_only_together() -> None:
    bundle = bundle_of(county(0), "629901", "甘源区")
    crossed = tuple(
        replace(line, posts_basis="whole" if line.posts is None else "by_hand")
        for line in bundle.accounts
    )
    later = replace(bundle, parts=replace(bundle.parts, accounts=crossed))

    part = county_part.of(later, "甘源区", delivery(1), code="629901")

    assert {(entry.posts is None, entry.posts_basis) for entry in part.accounts} == {
        (True, PostBasis.UNSEEN),
        (False, PostBasis.AT_LEAST),
    }


def test_the_limits_of_a_county_are_those_of_most_of_its_accounts() -> None:
    bundle = bundle_of(county(0), "629901", "甘源区")
    first, *others = bundle.accounts
    assert first.limits is not None and len(others) > 2
    own = replace(first, limits=replace(first.limits, max_days=3))
    later = replace(bundle, parts=replace(bundle.parts, accounts=(own, *others)))

    assert county_part.of(later, "甘源区", delivery(1), code="629901").limits["max_days"] == 14


def test_a_county_that_looked_at_nobody_has_no_limits() -> None:
    bundle = bundle_of(county(0), "629901", "甘源区")
    bare = tuple(replace(line, limits=None) for line in bundle.accounts)
    later = replace(bundle, parts=replace(bundle.parts, accounts=bare))

    assert county_part.of(later, "甘源区", delivery(1), code="629901").limits == {}
