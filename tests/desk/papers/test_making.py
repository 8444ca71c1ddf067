"""报告: made at the desk as the command line makes it, one at a time, beside the pages."""

import re
from threading import Event

import pytest

from monitor.app import paper_order
from monitor.desk import papers
from tests.desk.builders import Browser, beside, text
from tests.desk.papers.builders import CITY, QUICK, TODAY, contents, issues, made
from tests.lengths import some
from tests.office import Office

ORDERS = [
    (
        {"form-docx": "1", "form-xlsx": "1", "form-html": "1", "form-cover": "1"},
        ("quarter", "2021Q4", "--format", "cover,docx,xlsx,html,json"),
    ),
    (
        {"kind": "quarter_units", "mean": "98.5%", "praise": "1", "every_annex": "1",
         "decimals": "0", "on": "2022年1月4日", "due": "2022-01-20", "form-html": "1"},
        ("quarter", "2021Q4", "--for", "units", "--mean", "98.5", "--praise", "1",
         "--annexes", "all", "--decimals", "0", "--date", "2022-01-04", "--due", "2022-01-20",
         "--format", "html,json"),
    ),
    ({"period": "2021年12月", "form-docx": "1"}, ("month", "2021-12", "--format", "docx,json")),
    ({"period": "2021年", "form-html": "1"}, ("year", "2021", "--format", "html,json")),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "words"), some(ORDERS, 1, 3))
def test_what_the_desk_makes_is_what_the_command_line_makes(
    fields: dict[str, str], words: tuple[str, ...], browser: Browser, office: Office, other: Office
) -> None:
    assert other.run("report", *words).code == 0

    page = made(browser, **fields)

    assert "已生成，共" in text(page)
    assert contents(office.folder / "out") == contents(other.folder / "out")


REFUSED = [
    ({"period": "2022Q2"}, "period", "2022年第二季度尚未开始"),
    ({"period": ""}, "period", "请填写期间"),
    ({"period": "前年<b>"}, "period", "看不懂期间“前年&lt;b&gt;”"),
    ({"period": "2021Q5"}, "period", "看不懂期间"),
    ({"kind": ""}, "kind", "请选择报告或者通报"),
    ({"kind": "notice"}, "kind", "请选择报告或者通报"),
    ({"form-json": ""}, "forms", "请至少选择一种形式"),
    ({"period": "2021", "form-json": "", "form-cover": "1"}, "forms", "领导阅签单只有季度"),
    ({"on": "下周"}, "on", "应写成 2026-05-01"),
    ({"due": "2022-01-04"}, "due", "反馈期限 2022-01-04 早于成文日期 2022-01-05"),
    ({"decimals": "9"}, "decimals", "小数位数应为"),
    ({"mean": "101"}, "mean", "应为 0 至 100 的百分比"),
    ({"praise": "0"}, "praise", "应为不小于1的次数"),
    ({"praise": "٣"}, "praise", "应为不小于1的次数"),
]


def test_what_cannot_be_made_is_refused_beside_its_field(browser: Browser, office: Office) -> None:
    for fields, name, sentence in REFUSED:
        answer = made(browser, **{"praise": "7", **fields})

        assert answer.status_code == 422 and sentence in beside(answer, name), fields
        assert fields.get("praise") or 'value="7"' in answer.text
    assert not (office.folder / "out").exists()


def test_all_that_is_wrong_is_told_at_once(browser: Browser) -> None:
    answer = made(browser, "issue", period="2021Q5", mean="x", number="", issued_on="", again="")

    assert all(beside(answer, name) for name in ("period", "mean", "number", "issued_on"))
    assert not beside(answer, "again"), "the password is asked once all else is right"


def test_the_desk_answers_while_a_paper_is_made_and_makes_one_at_a_time(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, real = Event(), paper_order.figures

    def slow(*given: object, **options: object) -> object:
        assert goes_on.wait(10)
        return real(*given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(paper_order, "figures", slow)
    token = browser.token()
    first = browser.post("/reports/make", {"token": token, **QUICK})
    under_way = text(browser.get("/reports"))
    twice = browser.post("/reports/make", {"token": token, **QUICK})
    told = text(browser.get(twice.location))
    other = browser.post("/reports/make", {"token": token, **QUICK, "period": "2021"})
    goes_on.set()
    papers.maker(browser.client.application).wait()

    assert (first.status_code, twice.status_code, other.status_code) == (303, 303, 409)
    assert "正在生成……" in under_way and "不再重复" in told
    assert "一次只办一份" in text(other) and 'value="2021"' in other.text
    assert "已生成，共 1 个文件" in text(browser.get("/reports"))


def test_a_paper_that_cannot_be_written_is_told_in_a_sentence(
    browser: Browser, office: Office
) -> None:
    (office.folder / "out").write_text("no folder")

    assert "未能生成" in text(made(browser)) and "无法写入" in text(browser.get("/reports"))


def test_a_fault_of_ours_is_told_and_leaves_the_next_one_free(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(paper_order, "figures", lambda *_: 1 / 0)
        broken = text(made(browser))

    assert "程序内部出错" in broken and "已生成" in text(made(browser))


def test_a_new_desk_knows_of_nothing_under_way(browser: Browser, office: Office) -> None:
    made(browser)
    other = Browser.of(office)

    assert 'id="progress"' not in other.get("/reports").text


def test_what_somebody_changed_is_kept_and_said(browser: Browser, office: Office) -> None:
    made(browser)
    draft = office.folder / "out" / "2021Q4" / f"{CITY}.json"
    draft.write_text("改过")

    changed = text(browser.get("/reports"))
    page = made(browser)

    assert "（生成后有人改过）" in changed
    assert draft.read_text() == "改过" and "未覆盖" in text(page)
    assert "（有人改过，保留）" in text(page)
    places = set(re.findall(r'href="(/reports/2021Q4/[^"]+)"', page.text))
    assert {browser.get(place).data[:1] for place in places} == {"改".encode()[:1], b"{"}


def test_a_demonstration_makes_drafts_of_its_own_and_issues_nothing(office: Office) -> None:
    browser = Browser.of(office, demo=TODAY)

    drafted = text(made(browser))
    refused = made(browser, "issue")

    assert "已生成" in drafted and (office.data / "out" / "2021Q4" / f"{CITY}.json").is_file()
    assert not (office.folder / "out").exists() and "办理印发" not in drafted
    assert refused.status_code == 403 and "演示数据" in text(refused)
    assert issues(office) == ()
