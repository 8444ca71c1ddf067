"""The password again: whose it must be, how often it may be wrong, and that no page shows it."""

import pytest
from flask import Flask, get_template_attribute

from monitor.app import people
from monitor.desk import confirm, flash, guard
from monitor.desk.application import create
from tests.builders import NOON
from tests.desk.builders import TOKEN, WORD, Browser, added, desk_office, text
from tests.office import Office


@pytest.fixture
def asked(office: Office) -> Browser:
    """A browser at a desk with one act that asks for the password again."""
    app: Flask = create(desk_office(office), guard.Addresses.loopback(8410))

    @app.post("/act")
    def act() -> tuple[str, int]:
        refused = confirm.refusal()
        if refused:
            return refused, 422
        flash.tell(what="已办理")
        return "已办理", 200

    @app.get("/field")
    def field() -> str:
        macro = get_template_attribute("parts.html", "again_field")
        return str(macro({"again": "密码不对"}))

    browser = Browser(client=app.test_client())
    browser.log_in()
    return browser


def act(browser: Browser, **fields: str) -> tuple[int, str]:
    answer = browser.post("/act", {"token": browser.token()} | fields)
    return answer.status_code, answer.text


def test_the_persons_own_password_opens_and_is_asked_each_time(asked: Browser) -> None:
    assert act(asked, again=WORD)[0] == 200
    assert act(asked)[0] == 422
    assert act(asked, again="")[0] == 422


def test_anothers_password_does_not(asked: Browser, office: Office) -> None:
    people.set_password(office.data, "zhangsan", "张三自己的密码啊啊啊")
    asked.log_in(password="张三自己的密码啊啊啊")
    added(office, "lisi", "李四")

    assert act(asked, again=WORD) == (422, people.WRONG_AGAIN)


def test_who_guesses_here_waits_at_the_door_too(asked: Browser, office: Office) -> None:
    for _ in range(5):
        assert act(asked, again="猜猜猜") == (422, people.WRONG_AGAIN)

    code, why = act(asked, again=WORD)

    assert code == 422 and "5分钟后再试" in why
    with pytest.raises(people.TooMany):
        people.log_in(office.data, "zhangsan", WORD, NOON, address="127.0.0.1")


def test_an_empty_field_is_no_guess(asked: Browser) -> None:
    for _ in range(9):
        act(asked)
    assert act(asked, again=WORD)[0] == 200


def test_its_error_stands_beside_the_field(asked: Browser) -> None:
    page = asked.get("/field").text

    assert 'aria-describedby="e-again"' in page and 'id="e-again">密码不对。<' in page
    assert 'type="password"' in page and "value=" not in page


@pytest.mark.parametrize("name", sorted(guard.UNTOLD - {"token"}))
def test_no_error_page_shows_a_password(name: str, asked: Browser) -> None:
    answer = asked.post("/act", {"token": "wrong", name: "秘而不宣的话", "note": "留着"})

    assert answer.status_code == 403 and "留着" in text(answer)
    assert "秘而不宣的话" not in answer.text


def test_what_an_act_came_to_is_told_once(asked: Browser) -> None:
    act(asked, again=WORD)

    assert "已办理" in text(asked.get("/")) and "已办理" not in text(asked.get("/"))
    assert TOKEN.search(asked.get("/").text)
