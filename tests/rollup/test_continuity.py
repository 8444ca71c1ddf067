"""Whether a county's bundles go on from one another, whatever came here and in which order."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from monitor.bundles.values import SealKind, SealLine
from monitor.model.period import read_any
from monitor.rollup.continuity import copied, links
from monitor.rollup.incoming import BundleHead
from monitor.rollup.values import ChainState
from tests.bundles.builders import MADE_AT, parts, seal_line
from tests.rollup.cities import NOW, bundle, make_city

OTHER = "sha256:" + "7" * 64
FIRST, CONTINUED, GAP, BROKEN = ChainState


def head(
    place: int, seals: list[SealLine], previous: int | None = None, **known: Any
) -> BundleHead:
    usual = BundleHead(
        sha256=str(place) * 64,
        code="629921",
        name="甲县",
        period=read_any(f"2026Q{place}"),
        version=1,
        made_at=MADE_AT + timedelta(days=place),
        received_at=NOW,
        previous=str(previous) * 64 if previous else "",
        seals=tuple(seals),
    )
    return replace(usual, **known)


def runs(*ids: int) -> list[SealLine]:
    return [seal_line(id) for id in ids]


ONE = head(1, runs(1, 2))
CASES = {
    "the first": ([ONE], [FIRST]),
    "the first here, with one before it elsewhere": ([head(2, runs(3), 1)], [FIRST]),
    "what goes on": (
        [ONE, head(2, runs(2, 3), 1), head(3, runs(3, 4), 2)],
        [FIRST] + [CONTINUED] * 2,
    ),
    "made in one second": (
        [head(2, runs(1, 2), made_at=MADE_AT), head(1, runs(2, 3), 2, made_at=MADE_AT)],
        [FIRST, CONTINUED],
    ),
    "the clock went back": (
        [ONE, head(2, runs(2, 3), 1, made_at=MADE_AT - timedelta(days=9))],
        [FIRST, CONTINUED],
    ),
    "nothing new was sealed": ([ONE, head(2, runs(2), 1)], [FIRST, CONTINUED]),
    "the last seal is missing": ([ONE, head(2, runs(3), 1)], [FIRST, BROKEN]),
    "the last seal is another": (
        [ONE, head(2, [seal_line(2, seal=OTHER), *runs(3)], 1)],
        [FIRST, BROKEN],
    ),
    "an earlier seal is another, though the bundle before never came": (
        [ONE, head(3, [seal_line(1, seal=OTHER), *runs(5)], 2)],
        [FIRST, BROKEN],
    ),
    "begun anew": ([ONE, head(2, runs(3))], [FIRST, BROKEN]),
    "one between never came": ([ONE, head(3, runs(3, 4), 2)], [FIRST, GAP]),
    "one between never came, yet the seals reach back": (
        [ONE, head(3, runs(2, 3, 4), 2)],
        [FIRST, CONTINUED],
    ),
    "a day's seal is missing": (
        [head(1, [*runs(1), seal_line(9, SealKind.DAY)]), head(2, runs(1, 2), 1)],
        [FIRST, BROKEN],
    ),
    "nothing was ever sealed": ([head(1, []), head(2, [], 1)], [FIRST, CONTINUED]),
    "nothing was sealed, and one between never came": ([head(1, []), head(3, [], 2)], [FIRST, GAP]),
}


@pytest.mark.parametrize(("heads", "states"), CASES.values(), ids=CASES)
def test_each_bundle_is_held_against_the_one_before(
    heads: list[BundleHead], states: list[ChainState]
) -> None:
    for order in permutations(heads):
        found = links(order)

        assert [found[one.sha256][0] for one in heads] == states
    assert all(found[one.sha256][1] for one, state in zip(heads, states, strict=True)
               if state in (GAP, BROKEN))  # fmt: skip


def test_the_sentence_names_the_seal_and_the_bundle() -> None:
    rebuilt = head(2, runs(3), 1)

    _, why = links([ONE, rebuilt])[rebuilt.sha256]

    assert why == "2026年第一季度第1版的第2号检查记录的封存码不在其中，可能重建了数据库"


def test_a_seal_that_somebody_else_sent_too_is_no_own_one() -> None:
    other = replace(ONE, code="629922", name="乙县", sha256="9" * 64)
    apart = replace(other, seals=(seal_line(1, seal=OTHER),))

    state, why = copied(ONE, [ONE, other]) or (None, "")

    assert state is BROKEN
    assert "乙县" in why
    assert copied(ONE, [ONE, apart, head(2, runs(2), 1)]) is None


def test_one_database_under_two_codes_is_seen_in_the_period(tmp_path: Path) -> None:
    city = make_city(tmp_path, [("629921", "甲县"), ("629922", "乙县"), ("629923", "丙县")])
    own = parts(seals=(seal_line(1, seal=OTHER),))

    city.add(
        bundle("629921", whole=parts(seals=(seal_line(1),))),
        bundle("629922", whole=parts(seals=(seal_line(1),))),
        bundle("629923", whole=own),
    )

    chains = [row.bundle.chain for row in city.figures().counties if row.bundle]
    assert chains == [BROKEN, BROKEN, FIRST]
