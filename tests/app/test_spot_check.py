"""Drawing, ordering, stopping: how a run goes over its accounts."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.app.looks.crew import Crew
from monitor.app.looks.errand_run import RecordedWork
from monitor.app.looks.look_pool import LookPool
from monitor.app.looks.look_runner import LookResult, look_at
from monitor.app.sampling import draw
from monitor.app.spot_check import CheckContext, perform
from monitor.http.client import Client
from monitor.http.exchange import Http
from monitor.model import Account, Jurisdiction, Platform, Reading, Run, RunMode
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.model.policy import Policy
from monitor.registry.rules import checks_for
from monitor.verdicts.run_values import AccountResult, LookHistory
from tests.builders import NOON, account, ago, post, reading

WECHAT = [account(f"w{n}") for n in range(10)]
WEIBO = [account(f"b{n}", platform=Platform.WEIBO) for n in range(3)]
COUNTY = (*WECHAT, *WEIBO)


def ids(accounts: Sequence[Account]) -> list[str]:
    return [account.id for account in accounts]


@given(share=st.floats(0.01, 1), seed=st.integers(0, 10**6))
def test_a_sample_holds_its_share_of_every_platform(share: float, seed: int) -> None:
    drawn = draw(COUNTY, share, seed)

    for platform, whole in ((Platform.WECHAT, 10), (Platform.WEIBO, 3)):
        number = sum(account.platform is platform for account in drawn)
        assert number >= 1
        assert whole * share - 1e-9 <= number < whole * share + 1


@given(seed=st.integers(0, 10**6))
def test_required_accounts_are_in_every_sample(seed: int) -> None:
    county = (*COUNTY, account("must", required=True), account("too", required=True))

    assert {"must", "too"} <= set(ids(draw(county, 0.1, seed)))


def test_required_accounts_count_towards_the_share() -> None:
    county = [replace(account, required=account.id in ("w0", "w1")) for account in WECHAT]

    assert ids(draw(county, 0.2, seed=1)) == ["w0", "w1"]


@given(seed=st.integers(0, 10**6), order=st.permutations(COUNTY))
def test_a_sample_is_the_same_whatever_the_order(seed: int, order: Sequence[Account]) -> None:
    assert set(ids(draw(order, 0.3, seed))) == set(ids(draw(COUNTY, 0.3, seed)))


def test_another_seed_draws_others_in_the_end() -> None:
    assert len({tuple(ids(draw(COUNTY, 0.3, seed))) for seed in range(20)}) > 10


def test_everything_is_drawn_at_a_hundred_percent() -> None:
    assert draw(COUNTY, 1.0, seed=3) == COUNTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A source that does as it is told."""

    kind: ClassVar[str] = "told"
    platforms: ClassVar[frozenset[Platform]] = frozenset()
    hosts: ClassVar[tuple[str, ...]] = ()

    url: str = "http://a.invalid/"
    does: str = "shows"

    def collect(self, http: Http) -> Reading:
        if self.does == "raises":
            raise ValueError("no fault of the account")
        if self.does == "fails":
            raise LookFailed(Outcome.CHALLENGE, "返回验证码页面")
        return reading(post(ago(1)))


class Keys:
    def fill(self, source: Any) -> Any:
        return source


class NoNetwork:
    def send(self, *_: object) -> Any:
        raise AssertionError("nobody asks")


@dataclass
class Notes:
    """A keeper that remembers what it was given."""

    kept: list[list[str]] = field(default_factory=list)

    def history(self, batch: Sequence[LookResult]) -> Mapping[str, LookHistory]:
        return {}

    def save(self, items: Sequence[AccountResult]) -> frozenset[str]:
        self.kept.append([item.assessment.account.id for item in items])
        return frozenset()


def client() -> Client:
    return Client(NoNetwork(), None, NOON)


def job(accounts: Sequence[Account], **overrides: Any) -> CheckContext:
    run = Run(
        id=1, mode=RunMode.FULL, moment=NOON, started_at=NOON, registered=len(accounts),
        selected=tuple(ids(accounts)), registry="", rules="", program="",
    )  # fmt: skip
    values: dict[str, Any] = {
        "run": run,
        "jurisdiction": Jurisdiction(name="高台县"),
        "accounts": tuple(accounts),
        "checks": lambda one: checks_for(one, policy=Policy()),
        "stop": Event(),
    }
    return CheckContext(**(values | overrides))


def perform_all(work: CheckContext, keeper: Notes) -> list[str]:
    return [assessment.account.id for assessment in _performed(work, keeper, 3)]


def _performed(work: CheckContext, keeper: Notes, threads: int) -> Any:
    with ThreadPoolExecutor(threads) as pool:
        crew = Crew(work=RecordedWork(client(), Keys()), pool=pool, most=threads)
        return perform(work, keeper, LookPool(work.accounts, crew, stop=work.stop))


def test_every_account_is_judged_and_kept_once() -> None:
    county = [account(f"a{n:03}", sources=(Told(),)) for n in range(450)]
    keeper = Notes()

    messages = perform_all(job(county), keeper)

    assert sorted(messages) == ids(county)
    assert sorted(id for batch in keeper.kept for id in batch) == ids(county)
    assert max(map(len, keeper.kept)) <= 200


def test_a_stop_ends_the_run_with_what_is_in_hand() -> None:
    stop = Event()
    county = [account(f"a{n:03}", sources=(Told(),)) for n in range(200)]
    keeper = Notes()

    messages = perform_all(job(county, stop=stop, progress=lambda _: stop.set()), keeper)

    assert 1 <= len(messages) < 200
    assert sorted(id for batch in keeper.kept for id in batch) == sorted(messages)


def test_progress_is_told_of_every_account() -> None:
    county = [account(f"a{n}", sources=(Told(),)) for n in range(5)]
    messages: list[str] = []

    perform_all(job(county, progress=lambda one: messages.append(one.id)), Notes())

    assert sorted(messages) == ids(county)


def test_an_account_without_sources_is_unknown_not_forgotten() -> None:
    (said,) = _assess(account("bare"))

    assert said.verdict.value == "unknown"


def _assess(*accounts: Account) -> Any:
    return _performed(job(accounts), Notes(), 1)


@pytest.mark.parametrize("broken", ["raises", "fails"])
def test_one_broken_source_costs_one_gap_and_hides_no_other(broken: str) -> None:
    """The others are read and judged."""
    one = account("a", sources=(Told(does=broken), Told(), Told(does="raises")))

    looked = look_at(one, client(), Keys())

    assert [seen.source for seen in looked.observations] == ["told", "told#2", "told#3"]
    assert [bool(seen.reading.gaps) for seen in looked.observations] == [True, False, True]
    assert looked.observations[1].reading.posts


def test_a_fault_of_ours_is_logged_and_named_as_ours(caplog: pytest.LogCaptureFixture) -> None:
    looked = look_at(account("a", sources=(Told(does="raises"),)), client(), Keys())

    (gap,) = looked.observations[0].reading.gaps
    assert "程序处理该来源的应答时出错" in gap.message
    assert "no fault of the account" in caplog.text
    assert "no fault of the account" not in gap.message


def test_moments_are_cut_to_the_seconds_that_are_kept() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Fine(Told):
        def collect(self, http: Http) -> Reading:
            return reading(post(ago(1).replace(microsecond=999_999)))

    looked = look_at(account("a", sources=(Fine(),)), client(), Keys())

    assert looked.observations[0].reading.posts[0].published_at == ago(1)
