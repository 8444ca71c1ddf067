"""One's own password and one's own sessions."""

import pytest

from monitor.app import people, people_store
from monitor.desk import guard, me
from tests.builders import NOON
from tests.desk.builders import WORD, Browser, desk_office, text
from tests.office import Office

NEW = "另一个够长的密码啊啊"


def change(browser: Browser, **fields: str) -> tuple[int, str]:
    given = {"again": WORD, "password": NEW, "password2": NEW} | fields
    answer = browser.post("/me/password", {"token": browser.token()} | given)
    return answer.status_code, answer.text


def test_a_new_password_signs_out_everywhere_else(browser: Browser, office: Office) -> None:
    other = Browser.of(office)

    assert change(browser)[0] == 303

    page = text(browser.get("/me"))
    assert "密码已修改，其他登录均已退出" in page
    assert other.get("/").status_code == 303
    assert people.log_in(office.data, "zhangsan", NEW, NOON, address="x").word
    with pytest.raises(people.WrongPassword):
        people.log_in(office.data, "zhangsan", WORD, NOON, address="x")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"again": ""}, {"again"}),
        ({"again": "别的密码别的密码别的"}, {"again"}),
        ({"password": "短", "password2": "短"}, {"password"}),
        ({"password": "x" * 201, "password2": "x" * 201}, {"password"}),
        ({"password": WORD, "password2": WORD}, {"password"}),
        ({"password2": f"{NEW}x"}, {"password2"}),
        ({"again": "", "password": "短", "password2": ""}, {"again", "password", "password2"}),
    ],
)
def test_what_is_wrong_is_told_at_once_and_changes_nothing(
    fields: dict[str, str], wrong: set[str], browser: Browser, office: Office
) -> None:
    code, page = change(browser, **fields)

    assert code == 422
    assert {n for n in ("again", "password", "password2") if f'id="e-{n}"' in page} == wrong
    assert NEW not in page and WORD not in page
    assert people.log_in(office.data, "zhangsan", WORD, NOON, address="x").word


def test_a_wrong_new_password_is_no_guess_at_the_old_one(browser: Browser) -> None:
    for _ in range(9):
        change(browser, again="猜猜猜", password2="不同")

    assert change(browser)[0] == 303


def test_who_guesses_the_old_one_waits(browser: Browser) -> None:
    for _ in range(5):
        change(browser, again="猜猜猜")

    code, page = change(browser)

    assert code == 422 and "5分钟后再试" in page


def test_other_sessions_are_listed_and_ended(browser: Browser, office: Office) -> None:
    phone = Browser.at(desk_office(office))
    phone.headers = {"User-Agent": "Mozilla/5.0 (Linux; Android 14)"}
    phone.log_in(lasting="1")

    listed = text(browser.get("/me"))
    assert (
        "安卓手机" in listed and listed.count("（当前）") == 1 and "退出其他登录（1处）" in listed
    )
    browser.post("/me/others-out", {"token": browser.token()})

    assert phone.get("/").status_code == 303
    assert "已退出其他登录1处" in text(browser.get("/me"))
    assert "没有其他登录" in text(browser.get("/me"))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)", "苹果手机"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel)", "安卓手机"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Windows 电脑"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X)", "苹果电脑"),
        ("<script>", me.UNKNOWN),
        ("", me.UNKNOWN),
    ],
)
def test_a_device_is_called_as_people_call_it(agent: str, words: str) -> None:
    assert me._device(agent) == words


def test_a_session_that_nobody_used_for_long_is_forgotten(office: Office) -> None:
    people.log_in(office.data, "zhangsan", WORD, NOON - people.LASTING * 2, address="x")
    assert people.sessions(office.data, "zhangsan", NOON) == ()
    people.log_in(office.data, "zhangsan", WORD, NOON, address="y")

    assert [row.address for row in people.sessions(office.data, "zhangsan", NOON)] == ["y"]
    with people_store.opened(office.data) as store:
        assert len(store.sessions("zhangsan")) == 1


def test_who_forgot_it_is_told_the_way(browser: Browser) -> None:
    browser.client.delete_cookie(guard.COOKIE, domain="127.0.0.1")

    assert "monitor desk people password 用户名" in text(browser.get("/login"))
