"""A district of 1,100 accounts, and names and addresses as long as they get: every page fits."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.desks import Desk, add_people, served
from tests.browser.test_comforts import ADDRESS, LONG
from tests.browser.windows import Opener, Window
from tests.hand_office import MONDAY
from tests.office import Office, account, make_office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
MANY = 1100
LARGEST = 150_000  # bytes of a page
PLATFORMS = ("wechat", "weibo", "douyin", "website")
SHEET = "账号标识,最新内容时间,自何时起未发布,截图文件,查看人,查看时间,备注\n"


@pytest.fixture(scope="module")
def large(chromium: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk of an office with 1,100 accounts, every fourth of them silent."""
    folder = tmp_path_factory.mktemp("large")
    units = [{"id": f"u{n}", "name": f"{LONG[:-3]}{n:03}"} for n in range(110)]
    accounts = [
        account(f"z-{n:04}", f"{LONG[:-4]}{n:04}", PLATFORMS[n % 4], unit=f"u{n % 110}",
                url=f"{ADDRESS[:-4]}{n:04}")
        for n in range(MANY)
    ]  # fmt: skip
    office = make_office(folder, accounts, units=units, opened_at=MONDAY)
    _looked_at(office)
    add_people(office.data)
    with served(folder, MONDAY) as desk:
        yield desk


def _looked_at(office: Office) -> None:
    """Enter what was seen of most, and check all of them: some are silent, some unknown."""
    rows = []
    for n in range(0, MANY, 2):
        newest = "2021-09-01" if n % 4 == 0 else "2021-12-05"
        shot = office.screenshot(f"{n}.png", str(n).encode()).name if n % 4 == 0 else ""
        rows.append(f"z-{n:04},{newest},,{shot},张三,2021-12-06 09:00,\n")
    sheet = office.folder / "清单.csv"
    sheet.write_text(SHEET + "".join(rows), "utf-8")
    for words in (("observe", "--import", sheet), ("check",)):
        done = office.at(0, *words)
        assert done.code != 2, done.err


@pytest.fixture
def phone(large: Desk, windows: Opener) -> Window:
    window = windows(large, "phone")
    window.log_in()
    return window


PAGES = (
    "/", "/?at=z-0000", "/status", "/status?page=11", "/status?state=fail", "/cases",
    "/cases?stage=found", "/cases/1", "/accounts/z-0000", "/register", "/register?page=11",
    "/register/z-0000", "/letters", "/reports",
)  # fmt: skip


def test_pages_over_many_accounts_with_long_names_fit(phone: Window) -> None:
    wrong = []
    for place in PAGES:
        answer = phone.page.goto(phone.origin + place)
        assert answer is not None and answer.status == 200, place
        if phone.overflow():
            wrong.append(f"{place}: {phone.overflow()} px too wide: {phone.widest()}")
        if (size := len(answer.body())) > LARGEST:
            wrong.append(f"{place}: {size} bytes")
        assert LONG[:20] in phone.page.content() or place == "/reports", place
        phone.shoot("large" + place.replace("/", "-").replace("?", "-"))
    assert not wrong, "\n".join(wrong)


NARROWEST = "Math.min(...[...document.querySelectorAll('.say')].map(e => e.clientWidth))"
ENLARGED = ("/status", "/accounts/z-0000", "/cases", "/cases/1", "/register/z-0000", "/reports")


# a window of 1280 enlarged to 400, 200 and 150 %; a phone; where tables begin and are large
@pytest.mark.parametrize("width", [195, 320, 640, 660, 853, 1040])
def test_enlarged_the_other_pages_are_not_cut_off(width: int, large: Desk, windows: Opener) -> None:
    window = windows(large, viewport={"width": width, "height": 400}, device_scale_factor=2)
    window.log_in()
    for place in ENLARGED:
        window.open(place)
        assert window.overflow() == 0, (place, window.widest())


def test_the_other_pages_print(large: Desk, windows: Opener) -> None:
    window = windows(large)
    window.log_in()
    for place, words in (
        ("/status", "不合格在前"), ("/accounts/z-0000", "历次结论"), ("/cases", "待通知"),
        ("/cases/1", "发现的问题"), ("/reports", "还没有文稿"),
    ):  # fmt: skip
        window.open(place)
        window.page.emulate_media(media="print")
        assert not window.page.locator("header").is_visible(), place
        assert window.page.get_by_text(words).first.is_visible(), place
        assert not window.page.locator(".doing, form.filter").first.is_visible(), place
        # as wide as A4 between its margins at 96 dots an inch
        window.page.set_viewport_size({"width": 718, "height": 1000})
        assert window.overflow() == 0, (place, window.widest())
        told = window.page.evaluate(NARROWEST)
        assert place != "/status" or told > 100, told  # the reasons are not one word wide
        assert window.page.pdf(format="A4").startswith(b"%PDF")
        window.page.emulate_media(media="screen")
        window.page.set_viewport_size({"width": 1280, "height": 800})


def test_without_script_the_other_pages_do_the_same(large: Desk, windows: Opener) -> None:
    window = windows(large, "phone", java_script_enabled=False)
    window.log_in()
    page = window.page

    window.open("/status")
    page.get_by_label("结论、状态").select_option(label="不合格")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**/status?*state=fail*")
    page.locator("td.head a").first.click()
    page.wait_for_url("**/accounts/**")
    assert "不合格" in window.text()
    page.locator("main a[href^='/cases/']:not([href*=new])").first.click()
    page.wait_for_url("**/cases/*")
    page.get_by_role("button", name="登记已通知").click()
    assert "通知已登记，现为整改中" in window.text()
    page.get_by_text("延期", exact=True).click()
    page.locator("#extend [name=due]").fill("2021-12-20")
    page.locator("#extend [name=reason]").fill("负责人出差")
    page.get_by_role("button", name="延期").click()
    assert "期限 2021-12-20" in window.text()

    window.open("/reports")
    if not page.locator("form[action='/reports/make']").is_visible():
        page.get_by_text("生成草稿").click()
    form = page.locator("form[action='/reports/make']")
    form.get_by_label("期间").fill("不是期间")
    form.get_by_role("button", name="生成").click()
    assert "尚未开始生成" in window.text() and form.is_visible()
