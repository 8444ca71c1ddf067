"""Channels and the schedule's manners: who is told of what, when, by which way."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.notices.channels import Mail
from monitor.notices.notice import Kind, Route
from monitor.registry import Registry, load
from monitor.sources.weibo_open import WeiboOpen
from tests.registry.conftest import county

Good = Callable[[str | bytes], Registry]
Faults = Callable[[str | bytes], list[str]]
LETTERS = "kind: mail, host: smtp.example.com, sender: a@example.com"
UNIT = "{id: chengguan, name: 城关镇人民政府, kind: town}"
SECOND = "{id: xinba, name: 新坝镇人民政府, mail: x@example.com}"


def two_units(mail: str, top: str) -> str:
    """A register of two units; the first one's address is *mail*."""
    first = UNIT.replace("}", f", mail: {mail}}}") if mail else UNIT
    return county(top=top).replace(UNIT, f"{first}\n  - {SECOND}")


def test_letters_go_to_each_units_own_address(good: Good) -> None:
    top = f"channels:\n  letters: {{{LETTERS}, to: units, kinds: [due, stale]}}"

    first, second = good(two_units('"b@example.com；c@example.com"', top)).channels

    common = {"kinds": frozenset({Kind.DUE, Kind.STALE})}
    assert first == Route(
        name="letters:chengguan",
        channel=Mail(
            host="smtp.example.com", sender="a@example.com", to="b@example.com, c@example.com"
        ),
        units=("chengguan",),
        **common,
    )
    assert (second.name, second.units) == ("letters:xinba", ("xinba",))


@pytest.mark.parametrize(
    ("mail", "units", "names"),
    [
        ("", "", ["letters:xinba"]),
        ("b@example.com", ", units: [chengguan]", ["letters:chengguan"]),
        ("b@example.com", ", units: [xinba, chengguan]", ["letters:chengguan", "letters:xinba"]),
    ],
)
def test_only_units_that_are_meant_and_have_an_address(
    mail: str, units: str, names: list[str], good: Good
) -> None:
    top = f"channels:\n  letters: {{{LETTERS}, to: units{units}}}"

    assert [route.name for route in good(two_units(mail, top)).channels] == names


@pytest.mark.parametrize(
    ("top", "problem"),
    [
        (
            f"channels: {{a: {{{LETTERS}, to: units}}}}",
            "9:79: channels.a.to: 写 units 即发给各单位自己的邮箱，但 units: 中没有单位写明 mail",
        ),
        (
            f"channels: {{a: {{{LETTERS}, to: b@c.d, units: [chenguan]}}}}",
            "9:15: channels.a.units: 不认识的单位 chenguan，是否为 chengguan",
        ),
        (
            f"channels: {{a: {{{LETTERS}, to: b@c.d, kinds: [dew]}}}}",
            "9:94: channels.a.kinds[#1]: 不认识的通知类别 dew，是否为 due",
        ),
    ],
)
def test_a_receiver_that_does_not_exist_is_named(top: str, problem: str, faults: Faults) -> None:
    assert faults(county(top=top)) == [problem]


@pytest.mark.parametrize("mail", ["财政局", "a@b", "a@b.c,", "a b@c.d"])
def test_an_address_must_be_one(mail: str, faults: Faults) -> None:
    text = county().replace(UNIT, UNIT.replace("}", f', mail: "{mail}"}}'))

    assert faults(text) == ["3:54: units[chengguan].mail: 应为邮箱地址，多个用逗号分开"]


@pytest.mark.parametrize(
    ("spread", "meaning"),
    [("0", timedelta()), ("45m", timedelta(minutes=45)), ("20h", timedelta(hours=20))],
)
def test_how_long_a_look_takes_and_when_it_is_escalated(
    spread: str, meaning: timedelta, good: Good
) -> None:
    standing = good(county()).schedule
    said = good(county(top=f"schedule: {{spread: {spread}, escalate: 3}}")).schedule

    assert (standing.spread, standing.escalate) == (timedelta(minutes=20), 7)
    assert (said.spread, said.escalate) == (meaning, 3)


def test_a_token_may_say_until_when_it_holds(tmp_path: Path) -> None:
    token = '{kind: weibo_open, uid: "1", token: "${T}", token_until: 2027-01-31}'
    path = tmp_path / "accounts.yaml"
    path.write_text(county(f"sources:\n  - {token}", platform="weibo"), "utf-8")

    ((source,),) = (account.sources for account in load(path).accounts)

    assert isinstance(source, WeiboOpen) and source.token_until == date(2027, 1, 31)
