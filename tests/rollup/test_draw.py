"""A few accounts drawn for audit: anybody can draw the same again."""

from itertools import permutations
from pathlib import Path

import pytest

from monitor.app.rollup_draw import AuditDraw, draw
from monitor.model import Platform, Verdict
from monitor.model.errors import RequestError
from monitor.model.period import read_any
from monitor.rollup.rollup_store import RollupStore, reading
from tests.rollup.cities import PERIOD, City, bundle, lines, make_city

JUDGED = {(Platform.WECHAT, Verdict.PASS): 20, (Platform.WEIBO, None): 5}
COUNTIES = [("629921", "甲县"), ("629922", "乙县")]


def drawn(
    city: City, count: int = 5, seed: int = 7, county: str = "", period: str = PERIOD
) -> AuditDraw:
    with reading(city.data) as db:
        return draw(
            RollupStore(db),
            city.registry,
            read_any(period),
            count=count,
            seed=seed,
            county=county,
        )


def test_the_same_seed_draws_the_same_in_whatever_order_bundles_came(tmp_path: Path) -> None:
    found = set()
    for place, order in enumerate(permutations([code for code, _ in COUNTIES])):
        # nor does it matter in which order the register names them
        city = make_city(tmp_path / str(place), COUNTIES[:: 1 if place else -1])
        city.add(*(bundle(code, lines(JUDGED)) for code in order))
        found.add(tuple(line.key for line in drawn(city).accounts))

    assert len(found) == 1
    assert len(set(*found)) == 5


def test_another_seed_draws_others_and_only_whoever_was_judged(tmp_path: Path) -> None:
    city = make_city(tmp_path, COUNTIES)
    city.add(*(bundle(code, lines(JUDGED)) for code, _ in COUNTIES))

    assert drawn(city).accounts != drawn(city, seed=8).accounts
    city.add(*(bundle(code, lines(JUDGED), period="2026-12") for code, _ in COUNTIES))
    assert drawn(city).accounts != drawn(city, period="2026-12").accounts
    assert drawn(city).drawn_from == 40
    whole = drawn(city, count=100)
    assert len(whole.accounts) == 40
    assert {line.county_name for line in whole.accounts} == {"甲县", "乙县"}


def test_one_county_can_be_named_and_one_that_sent_nothing_gives_nothing(tmp_path: Path) -> None:
    city = make_city(tmp_path, COUNTIES)
    city.add(bundle("629921", lines(JUDGED)))

    assert {line.county for line in drawn(city, county="629921").accounts} == {"629921"}
    with pytest.raises(RequestError, match="尚未报送"):
        drawn(city, county="629922")
