"""印发: a number and a day, the password again, and then it is frozen."""

import re
from pathlib import Path

import pytest

from monitor.app.people_store import Role
from monitor.model import Means
from tests.desk.builders import WORD, Browser, added, beside, text
from tests.desk.papers.builders import NUMBER, contents, issues, made
from tests.office import Office


def test_an_issue_is_frozen_and_shows_its_number_day_and_check_code(
    browser: Browser, office: Office
) -> None:
    page = text(made(browser, "issue"))

    (issued,) = issues(office)
    assert (issued.number, f"{issued.issued_on}") == (NUMBER, "2022-01-05")
    assert (issued.by, issued.via) == ("张三", Means.DESK)
    assert f"{NUMBER}，2022-01-05 印发，第1版" in page and issued.sha256[:16] in page
    assert "封存码" in page and "已印发" in page
    (place,) = set(re.findall(r'href="(/reports/2021Q4/[^"]+)"', browser.get("/reports").text))
    assert "/%E6%8A%A5" in place and browser.get(place).status_code == 200


def test_an_issue_at_the_desk_is_the_one_of_the_command_line(
    browser: Browser, office: Office, other: Office
) -> None:
    other.run("report", "quarter", "2021Q4", "--format", "docx,json",
              "--issue", NUMBER, "2022-01-05")  # fmt: skip

    made(browser, "issue", **{"form-docx": "1"})

    assert contents(office.folder / "out") == contents(other.folder / "out")
    assert issues(office)[0].sha256 == issues(other)[0].sha256


NOT_ISSUED = [
    ({"again": ""}, "again", "请再次输入登录密码"),
    ({"again": "错的密码错的密码错的"}, "again", "密码"),
    ({"number": ""}, "number", "请填写文号"),
    ({"number": "号" * 61}, "number", "60字以内"),
    ({"number": "一\n二"}, "number", "写在一行"),
    ({"issued_on": ""}, "issued_on", "请填写印发日期"),
    ({"issued_on": "2022-01-06"}, "issued_on", "晚于今天"),
    ({"issued_on": "2021-12-31"}, "issued_on", "尚未结束"),
    ({"issued_on": "2022-02-30"}, "issued_on", "应写成"),
    ({"form-json": "", "form-cover": "1"}, "forms", "请至少选择一种形式"),
    ({"period": "2021-12"}, "period", "只有季度的报告和通报可以印发"),
    ({"period": "2022Q1"}, "issued_on", "尚未结束"),
]


def test_what_cannot_be_issued_is_refused_beside_its_field(
    browser: Browser, office: Office
) -> None:
    for fields, name, sentence in NOT_ISSUED:
        answer = made(browser, "issue", **{"mean": "97.5", **fields})

        assert answer.status_code == 422 and sentence in beside(answer, name), fields
        assert 'value="97.5"' in answer.text and WORD not in answer.text
    assert issues(office) == ()


def test_the_sheet_for_signing_is_never_issued(browser: Browser, office: Office) -> None:
    made(browser, "issue", **{"form-cover": "1"})

    assert [Path(name).suffix for name in contents(office.folder / "out")] == [".json"]


def test_a_second_issue_is_a_further_version_and_says_what_changed(
    browser: Browser, office: Office
) -> None:
    made(browser, "issue")
    page = text(made(browser, "issue", number="高政办报〔2022〕9号"))

    assert [one.version for one in issues(office)] == [2, 1]
    assert "第2版" in page and "与上一版相同" in page


@pytest.mark.parametrize("act", ["make", "issue"])
def test_a_leader_makes_and_issues_nothing(act: str, stranger: Browser, office: Office) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    stranger.log_in("lisi")

    page = stranger.get("/reports")

    assert made(stranger, act).status_code == 403
    assert "/reports/make" not in page.text and "/reports/issue" not in page.text
    assert issues(office) == () and not (office.folder / "out").exists()


def test_the_form_of_issue_takes_over_the_options_of_the_draft(browser: Browser) -> None:
    made(browser, kind="quarter_units", mean="98.5", praise="3", every_annex="1", decimals="2")

    page = browser.get("/reports")
    (place,) = re.findall(r'href="(/reports\?issue=[^"#]+)#issue"', page.text)
    form = browser.get(place).text.partition('id="issue"')[2].partition("</form>")[0]

    assert 'value="98.5"' in form and 'value="3"' in form and "<option selected>2" in form
    assert (
        'value="quarter_units" checked' in form and 'name="every_annex" value="1" checked' in form
    )
    assert 'name="form-json" value="1" checked' in form and 'name="form-docx" value="1">' in form
