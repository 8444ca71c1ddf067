"""A city's figures: only the bundles that count, compared with what the same counties had."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.app import rollup_paper
from monitor.app.paper_order import SAME, PaperOrder
from monitor.app.rollup_keys import enrol
from monitor.app.rollup_paper import Received
from monitor.app.rollup_period import rollup_of
from monitor.bundles import signature
from monitor.figures import Figures
from monitor.figures.counties import Rejudged
from monitor.figures.issues import IssueStore
from monitor.model import State, Verdict, Window
from monitor.model.errors import MonitorError
from monitor.rollup.rollup_store import RollupStore, opened, reading
from monitor.rollup.values import RollupPeriod
from monitor.system.readonly import nothing_yet
from monitor.verdicts.freshness import Limit
from reports import figures_json
from tests.figures.builders import CHECKS, LIMITS, MADE_AT, QUARTER, figures, history, registered
from tests.reports.city_bundles import content_of
from tests.reports.papers import lines, paper
from tests.rollup.cities import City, make_city

NOW = MADE_AT + timedelta(days=2)
ORDER = PaperOrder(kind="rollup_city", period=QUARTER)
COUNTIES = (("629901", "甲源区"), ("629902", "乙溪县"))


def county(letters: str) -> Figures:
    accounts = [registered(f"a{n}") for n in range(len(letters))]
    told = zip(letters, accounts, strict=True)
    value = figures(*(history(letter * 3, account) for letter, account in told))
    return replace(value, register_order=tuple(account.id for account in accounts))


@pytest.fixture
def city(tmp_path: Path) -> City:
    place = make_city(tmp_path / "city", COUNTIES)
    place.add(*(content_of(county("ppf"), *who) for who in COUNTIES), now=NOW)
    return place


def computed(city: City, *, by_own_rules: bool = False) -> Figures:
    with reading(city.data) as db:
        received = Received(RollupStore(db), IssueStore(nothing_yet()), city.registry)
        return rollup_paper.figures(received, ORDER, NOW, by_own_rules=by_own_rules)


def test_accounts_of_two_counties_with_one_id_are_two(city: City) -> None:
    value = computed(city)

    assert value.total.tally.registered == 6
    assert len({entry.account.id for entry in value.accounts}) == 6
    assert value.accounts[0].account.id == "629901/a2"  # fails, and stands first on the register


def test_lines_that_do_not_add_up_to_the_sums_make_no_paper(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(*args: Any, **options: Any) -> RollupPeriod:
        sums = rollup_of(*args, **options)
        tally = replace(sums.total.tally, failed=sums.total.tally.failed + 1)
        return replace(sums, total=replace(sums.total, tally=tally))

    monkeypatch.setattr(rollup_paper, "rollup_of", other)

    with pytest.raises(MonitorError, match="不一致"):
        computed(city)


def test_what_was_frozen_is_compared_with_what_counts_today(city: City) -> None:
    before = figures_json.freeze(computed(city))
    place = ORDER, before, city.registry, city.data, NOW

    assert rollup_paper.compare(*place).told == (SAME,)
    city.add(content_of(county("ppp"), *COUNTIES[1], version=2), now=NOW)

    told = rollup_paper.compare(*place).told
    assert "不合格由2变为1。" in told
    assert "乙溪县合格由2变为3，不合格由1变为0。" in told


def test_a_file_that_is_another_with_the_same_numbers_is_said_to_be_another(city: City) -> None:
    before = figures_json.freeze(computed(city))
    city.add(content_of(county("ppf"), *COUNTIES[1], version=2), now=NOW)

    told = rollup_paper.compare(ORDER, before, city.registry, city.data, NOW).told

    assert told == ("乙溪县的数据包已更换，各项数字不变。",)


def test_only_the_version_before_the_last_is_put_right(city: City) -> None:
    for version, letters in ((2, "pff"), (3, "ppp")):
        city.add(content_of(county(letters), *COUNTIES[1], version=version), now=NOW)

    delivery = computed(city).counties[1].delivery

    assert delivery is not None
    assert (delivery.version, delivery.corrections) == (
        3,
        ("合格由1个更正为3个", "不合格由2个更正为0个"),
    )


@pytest.mark.skipif(not signature.can_sign(), reason=signature.WITHOUT)
def test_a_file_is_signed_only_where_the_city_knows_the_key(city: City) -> None:
    key = signature.new_key()
    city.add(content_of(county("ppf"), *COUNTIES[1], version=2, key=key), now=NOW)
    stranger = computed(city).counties[1].delivery

    with opened(city.data) as db:
        enrol(RollupStore(db), COUNTIES[1][0], signature.public_of(key), NOW, "")
    known = computed(city).counties[1].delivery

    assert stranger is not None and known is not None
    assert (stranger.signed, stranger.signature) == (False, "已签名，未登记公钥")
    assert (known.signed, known.signature) == (True, "签名有效")


def stricter() -> Figures:
    """Return a county that allows ten days: it failed an account for twelve, another for twenty."""
    late = history("ppf", registered("a1"))
    *others, last = late.looks
    newest = last.at - timedelta(days=12)
    return figures(
        replace(late, looks=(*others, replace(last, newest_at=newest))),
        history("ppf", registered("a2"), windows=(Window(since=QUARTER.since, until=CHECKS[4]),)),
        history("ppp", registered("a3")),
        limit_of=lambda _: Limit(days=10),
        limits={**LIMITS, "max_days": 10},
    )


def test_the_citys_own_limit_turns_what_only_the_countys_condemned(city: City) -> None:
    city.add(content_of(stricter(), *COUNTIES[1], version=2), now=NOW)

    usual, own = computed(city), computed(city, by_own_rules=True)

    by_id = {entry.account.id: entry for entry in own.accounts}
    late, silent = by_id["629902/a1"], by_id["629902/a2"]
    assert (late.verdict, late.state, late.problems) == (Verdict.PASS, State.DUE, ())
    assert silent.verdict is Verdict.FAIL and silent.problems
    assert (usual.total.tally.failed, own.total.tally.failed) == (3, 2)
    assert "不合格标准为10天（其他多为14天）" in usual.counties[1].differs
    assert not any(county.differs for county in own.counties)
    assert own.rejudged == Rejudged(max_days=14, changed=1)
    assert own.limits["max_days"] == 14


def test_a_paper_of_the_citys_own_limit_says_so_and_is_compared_with_no_other(city: City) -> None:
    city.add(content_of(stricter(), *COUNTIES[1], version=2), now=NOW)

    told = lines(paper("rollup_city", computed(city, by_own_rules=True)))

    assert "一律按本级标准（超过14天为不合格）重新判定，有1个账号的结论与所报不同" in told
    # what was put right is the county's own: two failed by its limit where one had
    assert "乙溪县报送第2版，以后报送的为准：合格由2个更正为1个，不合格由1个更正为2个" in told
    assert "较上季度" not in told
