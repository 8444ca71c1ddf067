"""Verdicts are made in one place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from checks import CHECKS
from monitor.model import (
    Answer,
    Assessment,
    Check,
    ChecklistItem,
    Finding,
    Platform,
    Rule,
    Snapshot,
    State,
    Verdict,
    clock,
)
from monitor.model.errors import CannotJudge
from monitor.model.outcome import Outcome, Portal
from monitor.model.policy import Policy
from monitor.registry import rules
from monitor.verdicts import judge
from reports import account_rows
from tests.builders import NOON, account, ago, days, gap, post, snapshot, window


@dataclass(frozen=True, kw_only=True)
class Says(Check):
    """A check that says what it is told to."""

    rule: ClassVar[Rule] = Rule(code="T01", title="试", basis="依据")
    what: str = ""

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        if self.what == "fail":
            yield Finding(kind="silent", message="有问题")
        if self.what == "unknown":
            raise CannotJudge("看不清")
        if self.what == "crash":
            raise ZeroDivisionError
        if self.what == "late":
            yield Finding(kind="silent", message="有问题")
            raise CannotJudge("看不清")


@dataclass(frozen=True, kw_only=True)
class Advises(Says):
    rule: ClassVar[Rule] = Rule(code="T02", title="提醒", basis="依据", advisory=True)


def verdict(*checks: Check) -> Verdict:
    return judge.inspect(snapshot(), checks).verdict


def assess(
    id: str = "a", platform: Platform = Platform.DOUYIN, outcome: Outcome | None = None
) -> Assessment:
    gaps = (("feed", gap(outcome)),) if outcome else ()
    posts = () if outcome else (post(ago(1)),)
    seen = snapshot(*posts, account=account(id, platform=platform), gaps=gaps)
    return judge.inspect(seen, rules.checks_for(seen.account, Policy()))


def test_no_finding_passes() -> None:
    assert verdict(Says()) is Verdict.PASS


def test_one_failing_check_fails_the_account() -> None:
    assert verdict(Says(), Says(what="fail"), Says(what="unknown")) is Verdict.FAIL


def test_an_abstention_is_unknown() -> None:
    assert verdict(Says(), Says(what="unknown")) is Verdict.UNKNOWN


def test_an_advisory_abstention_does_not_count() -> None:
    assert verdict(Says(), Advises(what="unknown")) is Verdict.PASS


def test_a_crashing_check_neither_accuses_nor_clears(caplog: pytest.LogCaptureFixture) -> None:
    (result,) = judge.inspect(snapshot(), [Says(what="crash")]).results

    assert (result.verdict, result.reason) == (Verdict.UNKNOWN, "程序判定时出错，详情见日志")
    assert "ZeroDivisionError" in caplog.text


def test_an_abstention_after_a_finding_withdraws_it() -> None:
    (result,) = judge.inspect(snapshot(), [Says(what="late")]).results

    assert (result.verdict, result.findings) == (Verdict.UNKNOWN, ())


def test_a_basis_of_the_policy_replaces_the_rules_own() -> None:
    (result,) = judge.inspect(snapshot(), [Says(basis="本县规定")]).results

    assert result.basis == "本县规定"


def test_idle_time_ends_where_the_verdict_speaks() -> None:
    until = clock.day_end(clock.day(ago(1)))
    seen = snapshot(post(ago(30)), windows=(window(clock.BEGINNING, until),))

    assessment = judge.inspect(seen, rules.checks_for(seen.account, Policy()))

    assert assessment.as_of == until
    assert assessment.idle == until - ago(30)


def test_the_nearest_option_wins() -> None:
    policy = Policy(
        checks={"silent_account": {"max_days": 10, "remind_days": 3}},
        platforms={"wechat": {"silent_account": {"max_days": 11}}},
    )
    mine = account(policy={"silent_account": {"max_days": 12}})

    found = [
        getattr(rules.checks_for(one, policy)[0], "max_days", None)
        for one in (account(platform=Platform.WEIBO), account(), mine)
    ]

    assert found == [10, 11, 12]
    assert getattr(rules.checks_for(mine, policy)[0], "remind_days", None) == 3


def test_rules_are_known_by_their_options() -> None:
    plain = rules.rules_hash(Policy())

    assert plain == rules.rules_hash(Policy())
    assert plain.startswith("sha256:")
    assert plain != rules.rules_hash(Policy(checks={"silent_account": {"max_days": 10}}))
    assert plain != rules.rules_hash(Policy(platforms={"weibo": {}}))


@pytest.mark.parametrize(("failing", "incident"), [(2, False), (3, True)])
def test_an_incident_needs_three_accounts(failing: int, incident: bool) -> None:
    assessments = [assess(f"a{n}", outcome=Outcome.BRIDGE_DOWN) for n in range(failing)]

    assert bool(judge.incidents(assessments)) is incident


@pytest.mark.parametrize(("fine", "incident"), [(1, True), (2, False)])
def test_an_incident_needs_four_fifths_of_the_platform(fine: int, incident: bool) -> None:
    """With 4 of 5 failing it is the platform's, with 4 of 6 it is not."""
    assessments = [assess(f"a{n}", outcome=Outcome.CHALLENGE) for n in range(4)]
    assessments += [assess(f"b{n}") for n in range(fine)]

    incidents = judge.incidents(assessments)

    assert bool(incidents) is incident
    if incidents:
        assert incidents[0].accounts == ("a0", "a1", "a2", "a3")


def test_pages_too_complex_to_be_read_are_no_trouble_of_their_platform() -> None:
    assessments = [assess(f"a{n}", outcome=Outcome.TOO_COMPLEX) for n in range(5)]

    assert judge.incidents(assessments) == ()


def test_other_platforms_do_not_make_an_incident() -> None:
    assessments = [
        assess("a", Platform.DOUYIN, Outcome.CHALLENGE),
        assess("b", Platform.WEIBO, Outcome.CHALLENGE),
        assess("c", Platform.TOUTIAO, Outcome.CHALLENGE),
    ]

    assert judge.incidents(assessments) == ()


def test_an_account_judged_by_another_source_is_no_part_of_an_incident() -> None:
    seen = snapshot(post(ago(1)), gaps=(("feed", gap(Outcome.CHALLENGE)),))
    fine = judge.inspect(seen, rules.checks_for(seen.account, Policy()))

    assert judge.incidents([fine] * 5) == ()


def test_an_account_that_was_seen_updating_is_no_part_of_an_incident() -> None:
    """An old no makes it unknown, not the platform."""
    no = Answer(item=ChecklistItem.SECRETS, good=False, at=ago(100), by="张三")
    seen = snapshot(post(ago(1)), gaps=(("feed", gap(Outcome.CHALLENGE)),), answers=(no,))
    assessment = judge.inspect(seen, rules.checks_for(seen.account, Policy()))
    others = [replace(assessment, account=account(f"a{n}")) for n in range(5)]

    assert assessment.verdict is Verdict.UNKNOWN and judge.incidents(others) == ()


def barred(id: str, portal: Portal | None, platform: Platform = Platform.WEBSITE) -> Assessment:
    seen = snapshot(
        account=account(id, platform=platform),
        gaps=(("feed", replace(gap(Outcome.CHALLENGE), portal=portal)),),
    )
    return judge.inspect(seen, rules.checks_for(seen.account, Policy()))


def portal(page: str = "p", host: str = "a.invalid", *, network: bool = False) -> Portal:
    return Portal(page=page, host=host, network=network)


@pytest.mark.parametrize(
    ("shown", "ours"),
    [
        ([portal(host="a.invalid"), portal(host="b.invalid")], True),
        ([portal(network=True), portal(network=True)], True),
        ([portal("p", network=True), portal("q", network=True)], True),
        ([portal(host="a.invalid"), portal(host="a.invalid")], False),
        ([portal("p", "a.invalid"), portal("q", "b.invalid")], False),
        ([portal(network=True)], False),
        ([portal(host="a.invalid"), None], False),
    ],
)
def test_one_page_from_several_hosts_is_our_own_network(
    shown: list[Portal | None], ours: bool
) -> None:
    incidents = judge.incidents(barred(f"a{n}", one) for n, one in enumerate(shown))

    assert bool(incidents) is ours
    if ours:
        (incident,) = incidents
        assert (incident.platform, incident.outcome) == (None, Outcome.NETWORK)
        assert incident.accounts == ("a0", "a1")
        assert incident.message.startswith("本机网络需要认证：2个账号")


def test_our_own_networks_incident_is_told_once_and_no_platforms() -> None:
    assessments = [barred(f"a{n}", portal(host=f"{n}.invalid")) for n in range(4)]
    assessments += [barred(f"b{n}", None, Platform.WEIBO) for n in range(3)]

    incidents = judge.incidents(assessments)

    assert [(incident.platform, len(incident.accounts)) for incident in incidents] == [
        (None, 4),
        (Platform.WEIBO, 3),
    ]


def test_one_sites_login_page_stays_the_sites() -> None:
    incidents = judge.incidents(barred(f"a{n}", portal()) for n in range(4))

    assert [incident.platform for incident in incidents] == [Platform.WEBSITE]


def test_an_account_seen_otherwise_is_no_part_of_our_networks_incident() -> None:
    gaps = (("feed", replace(gap(Outcome.NETWORK), portal=portal(network=True))),)
    seen = snapshot(post(ago(1)), gaps=gaps)
    fine = judge.inspect(seen, rules.checks_for(seen.account, Policy()))

    assert judge.incidents([fine, barred("b", portal(network=True))]) == ()


@pytest.mark.parametrize(("age", "kept"), [(7, True), (8, False)])
def test_a_verdict_grows_old(age: int, kept: bool) -> None:
    """Neither fresh nor stale is said on the strength of an old look."""
    assessment = assess()
    later = NOON + days(age)

    shown = judge.expired(assessment, later, 7)

    assert (shown == assessment) is kept
    if not kept:
        assert (shown.verdict, shown.state) == (Verdict.UNKNOWN, State.UNKNOWN)
        assert "不再采信" in shown.notes[-1].text


@pytest.mark.parametrize("on", [1, 20])
def test_a_verdict_that_grew_old_says_so_and_nothing_of_what_was_found(on: int) -> None:
    """Passed or failed then: no check, no day of that time speaks for it now."""
    seen = snapshot(post(ago(on)), windows=(window(ago(30)),))
    assessment = judge.inspect(seen, rules.checks_for(seen.account, Policy()))
    now = NOON + days(9)

    shown = judge.expired(assessment, now, 7)

    text = (
        f"最近一次查看在 2021-12-31 12:00，已超过 7 天，原结论“{assessment.verdict.label}”不再采信"
    )
    assert assessment.verdict is (Verdict.PASS if on == 1 else Verdict.FAIL)
    assert {result.reason for result in shown.abstained} == {text} and not shown.faults
    assert (shown.as_of, shown.idle) == (now, days(on + 9))
    assert shown.tasks == assessment.tasks and account_rows.explanation(shown) == text


def test_an_old_verdict_of_unknown_keeps_its_reason_and_counts_on() -> None:
    seen = snapshot(post(ago(20)))
    assessment = judge.inspect(seen, rules.checks_for(seen.account, Policy()))

    shown = judge.expired(assessment, NOON + days(9), 7)

    assert shown.results == assessment.results and shown.idle == days(29)


def test_checks_come_in_report_order() -> None:
    made = rules.checks_for(account(), Policy())

    assert tuple(type(check) for check in made) == CHECKS


def test_the_longest_silence_is_each_accounts_own() -> None:
    own = account("a", policy={"silent_account": {"max_days": 30}})
    county = Policy(checks={"silent_account": {"max_days": 7, "exact_hours": True}})

    limit_of = rules.limits([own, account("b")], county)

    assert [limit_of(id).days for id in ("a", "b", "gone")] == [30, 7, 7]
    assert limit_of("gone").exact_hours


def test_what_all_accounts_are_told_alike_is_kept_once() -> None:
    first, second = (
        judge.inspect(snapshot(post(ago(1)), account=of, windows=(window(ago(30)),)), checks)
        for of, checks in ((of, rules.checks_for(of, Policy())) for of in map(account, "ab"))
    )

    alike = [
        (one, other)
        for one, other in zip(first.results, second.results, strict=True)
        if not one.findings
    ]
    assert alike and all(one is other for one, other in alike)
