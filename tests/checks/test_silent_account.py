"""The silent account: the one check that may call an account a zombie."""

from datetime import date, timedelta

import pytest

from checks.silent_account import SilentAccount
from monitor.model import State, Verdict, clock
from monitor.model.errors import CannotJudge, ConfigError
from monitor.model.outcome import Outcome
from monitor.sources.feed import Feed
from monitor.verdicts import judge
from tests.builders import account, ago, gap, post, snapshot, window
from tests.checks.silence import CHECK, WHOLE, find


def test_one_recent_post_settles_it_even_with_a_gap() -> None:
    seen = snapshot(post(ago(3)), gaps=(("weibo_public", gap()),))

    assert find(seen) == []
    assert CHECK.state(seen) is State.FRESH


def test_an_old_post_without_a_window_proves_nothing() -> None:
    """Nothing else is known of an album whose newest article is three months old."""
    with pytest.raises(CannotJudge, match="不能保证内容齐全"):
        find(snapshot(post(ago(92)), account=account(sources=(Feed(url="http://a/"),))))


def test_an_old_post_that_a_person_told_of_asks_for_a_screenshot() -> None:
    with pytest.raises(CannotJudge, match="人工观测没有截图作证"):
        find(snapshot(post(ago(92))))


def test_a_failed_source_is_named_as_the_reason() -> None:
    with pytest.raises(CannotJudge, match="遇到验证码"):
        find(snapshot(gaps=(("weibo_public", gap(Outcome.CHALLENGE)),)))


def test_an_account_nobody_can_look_at_asks_for_a_person() -> None:
    with pytest.raises(CannotJudge, match="人工观测"):
        find(snapshot())


def test_a_window_condemns_only_when_it_reaches_before_the_limit() -> None:
    begins = clock.day_start(clock.day(ago(14)))

    assert find(snapshot(post(ago(30)), windows=(window(begins),)))
    with pytest.raises(CannotJudge):
        find(snapshot(post(ago(30)), windows=(window(begins + timedelta(seconds=1)),)))


def test_a_window_speaks_as_of_its_end() -> None:
    """What is fifteen days old today was fourteen when the interface's data ended."""
    yesterday = clock.day_end(clock.day(ago(1)))
    through_yesterday = (window(clock.BEGINNING, yesterday),)

    with pytest.raises(CannotJudge, match="当时尚未超期"):
        find(snapshot(post(ago(15)), windows=through_yesterday))
    (finding,) = find(snapshot(post(ago(16)), windows=through_yesterday))
    assert "截至2021年12月30日，已15天未更新" in finding.message


def test_a_newer_post_from_anybody_silences_an_older_window() -> None:
    """An account that published after the window's end is not accused by it."""
    until = clock.day_end(clock.day(ago(20)))

    with pytest.raises(CannotJudge):
        find(snapshot(post(ago(19)), windows=(window(clock.BEGINNING, until),)))


def test_the_better_of_two_windows_condemns() -> None:
    old = window(clock.BEGINNING, ago(5))

    (finding,) = find(snapshot(post(ago(30)), windows=(old, WHOLE)))

    assert "截至2021年12月31日" in finding.message


def test_an_account_that_never_published_says_so() -> None:
    seen = snapshot(windows=(WHOLE,))

    (finding,) = find(seen)

    assert finding.message == "截至2021年12月31日，从未发布内容"
    assert CHECK.state(seen) is State.EMPTY


def test_an_empty_window_of_some_days_counts_from_its_start() -> None:
    seen = snapshot(windows=(window(ago(100)),))

    (finding,) = find(seen)

    assert "至少100天没有发布内容" in finding.message
    assert CHECK.state(seen) is State.ZOMBIE


def test_reposts_count_unless_the_policy_says_otherwise() -> None:
    seen = snapshot(post(ago(2), repost=True), post(ago(40)), windows=(WHOLE,))

    assert find(seen) == []
    assert find(seen, SilentAccount(count_reposts=False))


def test_a_pinned_post_that_is_the_newest_counts() -> None:
    """Pinned five minutes after it was published."""
    assert find(snapshot(post(ago(0.01), pinned=True), post(ago(90)))) == []


def test_the_newest_post_is_the_evidence() -> None:
    seen = snapshot(
        post(ago(30), url="https://x.invalid/2", title="新"),
        post(ago(60), url="https://x.invalid/1", title="旧"),
        windows=(WHOLE,),
    )

    (finding,) = find(seen)

    assert finding.evidence == ("https://x.invalid/2",)
    assert "《新》" in finding.message


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (89, "，超过14天"),
        (90, "达到僵尸账号标准（90天）"),
        (364, "达到僵尸账号标准（90天）"),
        (365, "建议注销"),
    ],
)
def test_the_consequence_follows_the_age(age: int, words: str) -> None:
    (finding,) = find(snapshot(post(ago(age)), windows=(WHOLE,)))

    assert finding.message.endswith(words)


def test_thresholds_are_options() -> None:
    check = SilentAccount(remind_days=3, max_days=7, zombie_days=30)

    assert check.state(snapshot(post(ago(4)), windows=(WHOLE,))) is State.DUE
    assert find(snapshot(post(ago(7)), windows=(WHOLE,)), check) == []
    assert "超过7天" in find(snapshot(post(ago(8)), windows=(WHOLE,)), check)[0].message
    assert check.state(snapshot(post(ago(30)), windows=(WHOLE,))) is State.ZOMBIE


@pytest.mark.parametrize(
    "options",
    [
        {"remind_days": 0},
        {"look_days": 0},
        {"remind_days": 15},
        {"max_days": 90},
        {"zombie_days": 365},
    ],
)
def test_options_that_contradict_each_other_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(ConfigError):
        SilentAccount(**options)  # type: ignore[arg-type]


def test_the_widest_options_that_fit_are_taken() -> None:
    SilentAccount(remind_days=14, max_days=14, zombie_days=15, cancel_days=16, look_days=1)


def test_the_outlook_names_the_day_and_the_accounts_own_rhythm() -> None:
    regular = [post(ago(9 + 2 * n), key=str(n)) for n in range(10)]

    text = SilentAccount().outlook(snapshot(*regular, windows=(WHOLE,)))

    assert text == "1月6日起计为不合格；通常每2.0天更新，已9天未更新"


def test_too_few_posts_make_no_rhythm() -> None:
    few = [post(ago(9 + n), key=str(n)) for n in range(3)]

    text = SilentAccount().outlook(snapshot(*few, windows=(WHOLE,)))

    assert text == "1月6日起计为不合格"


@pytest.mark.parametrize("age", [0, 7, 15, 100])
def test_only_what_is_due_has_an_outlook(age: int) -> None:
    assert SilentAccount().outlook(snapshot(post(ago(age)), windows=(window(ago(400)),))) == ""
    assert SilentAccount().outlook(snapshot()) == ""


def test_an_outlook_moves_no_verdict() -> None:
    seen = snapshot(post(ago(9)))

    assert list(SilentAccount().find(seen)) == []


@pytest.mark.parametrize(
    ("age", "verdict"), [(19, Verdict.UNKNOWN), (20, Verdict.FAIL), (1, Verdict.UNKNOWN)]
)
def test_a_look_that_speaks_no_more_still_refutes(age: float, verdict: Verdict) -> None:
    """The window ends five days ago; what was seen within the limit of its end, or since."""
    seen = snapshot(windows=(window(ago(60), ago(5)),), faded=(post(ago(age)),))

    assessment = judge.inspect(seen, [CHECK])

    assert assessment.verdict is verdict
    if verdict is Verdict.FAIL:
        assert "最近一次：2021年12月11日" in assessment.results[0].findings[0].message


@pytest.mark.parametrize("opened", [date(2021, 12, 20), date(2022, 3, 1)])
def test_an_opening_date_that_hinders_a_verdict_is_named(opened: date) -> None:
    seen = snapshot(windows=(window(ago(60)),), account=account(opened_on=opened))

    (result,) = judge.inspect(seen, [CHECK]).results

    written = f"{opened.year}年{opened.month}月{opened.day}日"
    assert f"名单所写开设日期{written}至2021年12月31日不足14天" in result.reason
