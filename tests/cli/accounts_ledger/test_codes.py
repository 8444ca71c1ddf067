"""`monitor accounts qrcodes`: the board of codes."""

from reports.pages import qr
from tests.office import Office, account, make_office


def test_a_board_of_codes_is_printed_by_unit(office: Office) -> None:
    office.run("accounts", "set", "caizheng-weixin", "url=https://a.invalid/<b>", "--by", "张三")
    office.run("accounts", "add", "b", "--name", "甲<i>", "--platform", "weibo", "--unit",
        "caizheng", "--by", "张三")  # fmt: skip

    done = office.run("accounts", "qrcodes", "--out", office.folder / "b.html")

    page = (office.folder / "b.html").read_text("utf-8")
    assert "其中 1 个没有登记 url" in done.err
    assert page.count("<svg") == 1 and page.count("请搜索名称") == 1
    assert "高台县财政局" in page and "甲&lt;i&gt;" in page and "<script" not in page
    assert office.run("accounts", "qrcodes", "--out", office.folder / "b.png").code == 2


def test_a_board_follows_the_register_and_leaves_out_what_is_being_closed(office: Office) -> None:
    accounts = (
        account("1", "一号", unit="a"),
        account("2", "二号", "douyin", unit="z"),
        account("3", "三号", unit="z"),
        account("4", "四号", "weibo", unit="z", status="cancelled"),
    )
    units = ({"id": "z", "name": "甲局"}, {"id": "a", "name": "乙局"})
    make_office(office.folder, accounts, units=units)

    done = office.run("accounts", "qrcodes", "--out", office.folder / "b.html")

    page = (office.folder / "b.html").read_text("utf-8")
    places = [page.index(word) for word in ("甲局", "三号", "二号", "乙局", "一号")]
    assert places == sorted(places) and "四号" not in page
    assert "3 个账号的二维码展板" in done.err and "另有 1 个在关停中，没有列入" in done.err


def test_a_code_of_a_chinese_address_has_only_letters_that_every_reader_knows() -> None:
    assert qr("https://a.invalid/高台?x=%E5%8F%B0&y=1") == qr(
        "https://a.invalid/%E9%AB%98%E5%8F%B0?x=%E5%8F%B0&y=1"
    )
