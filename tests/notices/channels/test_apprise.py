"""The long tail of services, through apprise."""

import json
import sys

import pytest

from monitor.model.errors import ConfigError
from monitor.notices.channels import Message, Undelivered
from monitor.notices.channels.apprise_channel import Apprise
from tests.http.server import ok, speaking
from tests.notices.channels.builders import HELLO, body


def test_the_long_tail_goes_through_apprise() -> None:
    with speaking(ok()) as (origin, heads):
        address = origin.replace("http://", "json://")
        Apprise(address=f"{address}/hook").deliver(HELLO)

    assert "高台财政已 10 天未更新" in json.dumps(body(heads[0]), ensure_ascii=False)


def test_what_is_more_than_the_service_takes_comes_in_several_messages() -> None:
    text = "\n".join(f"第{number:05}号发布：已17天未更新" for number in range(4_000))
    with speaking(ok()) as (origin, heads):
        address = origin.replace("http://", "json://")
        Apprise(address=address).deliver(Message(title="提醒", text=text))

    assert len(heads) > 1


@pytest.mark.parametrize(
    ("address", "permanent"), [("nosuch://x", True), ("json://127.0.0.1:1/x", False)]
)
def test_what_apprise_cannot_do_is_undelivered(address: str, permanent: bool) -> None:
    with pytest.raises(Undelivered, match="apprise") as caught:
        Apprise(address=address).deliver(HELLO)

    assert caught.value.permanent is permanent


@pytest.mark.parametrize("address", ["wecombot://x", "DingTalk://x", "feishu://x"])
def test_services_that_need_more_care_are_refused_there(address: str) -> None:
    with pytest.raises(ConfigError):
        Apprise(address=address)


def test_without_the_extra_apprise_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)

    with pytest.raises(Undelivered, match=r"newmedia-monitor\[alert\]") as caught:
        Apprise(address="json://a.invalid").deliver(HELLO)

    assert caught.value.permanent
