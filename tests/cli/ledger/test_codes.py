"""`monitor accounts qrcodes`: the board of codes."""

from pathlib import Path

from reports.html_environment import qr
from tests.running import run


def test_a_board_of_codes_is_printed_by_unit(office: Path) -> None:
    run(office, "accounts", "set", "caizheng-weixin", "url=https://a.invalid/<b>", "--by", "张三")
    run(office, "accounts", "add", "b", "--name", "甲<i>", "--platform", "weibo", "--unit",
        "caizheng", "--by", "张三")  # fmt: skip

    done = run(office, "accounts", "qrcodes", "--out", office / "b.html")

    page = (office / "b.html").read_text("utf-8")
    assert "其中 1 个没有登记 url" in done.err
    assert page.count("<svg") == 1 and page.count("请搜索名称") == 1
    assert "高台县财政局" in page and "甲&lt;i&gt;" in page and "<script" not in page
    assert run(office, "accounts", "qrcodes", "--out", office / "b.png").code == 2


def test_a_board_follows_the_register_and_leaves_out_what_is_being_closed(office: Path) -> None:
    (office / "accounts.yaml").write_text(
        "jurisdiction: {name: 高台县}\n"
        "units: [{id: z, name: 甲局}, {id: a, name: 乙局}]\n"
        "accounts:\n"
        "  - {id: 1, name: 一号, platform: wechat, unit: a}\n"
        "  - {id: 2, name: 二号, platform: douyin, unit: z}\n"
        "  - {id: 3, name: 三号, platform: wechat, unit: z}\n"
        "  - {id: 4, name: 四号, platform: weibo, unit: z, status: cancelled}\n",
        "utf-8",
    )

    done = run(office, "accounts", "qrcodes", "--out", office / "b.html")

    page = (office / "b.html").read_text("utf-8")
    places = [page.index(word) for word in ("甲局", "三号", "二号", "乙局", "一号")]
    assert places == sorted(places) and "四号" not in page
    assert "3 个账号的二维码展板" in done.err and "另有 1 个在关停中，没有列入" in done.err


def test_a_code_of_a_chinese_address_has_only_letters_that_every_reader_knows() -> None:
    assert qr("https://a.invalid/高台?x=%E5%8F%B0&y=1") == qr(
        "https://a.invalid/%E9%AB%98%E5%8F%B0?x=%E5%8F%B0&y=1"
    )
