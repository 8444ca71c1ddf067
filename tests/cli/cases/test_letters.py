"""The letter to a unit: what it says, by which day, and which cases wait for it."""

import json
from typing import Any

import pytest
from docx import Document

from tests.cli.cases.builders import by, ledger, listed, posted
from tests.hand_office import silent
from tests.office import Office
from tests.running import Done


def test_a_notice_asks_by_the_day_that_was_set(office: Office) -> None:
    silent(office)

    def asked() -> str:
        office.at(1, "report", "notice", "caizheng-weixin", "--format", "docx")
        folder = office.folder / "out" / "notices"
        newest = max(folder.glob("*.docx"), key=lambda path: len(path.stem))
        return "".join(p.text for p in Document(str(newest)).paragraphs)

    assert "请于2021年12月14日前完成整改" in asked()
    by(office, 1, "notify", "1", "--due", "2021-12-30")
    assert "请于2021年12月30日前完成整改" in asked()


def test_a_notice_never_asks_for_a_day_that_has_passed(office: Office) -> None:
    silent(office)
    by(office, 0, "notify", "1", "--due", "2021-12-08")

    office.at(4, "report", "notice", "caizheng-weixin", "--format", "docx")

    (notice,) = (office.folder / "out" / "notices").glob("*.docx")
    text = "".join(p.text for p in Document(str(notice)).paragraphs)
    assert "2021年12月8日前" not in text and "请于2021年12月17日前完成整改" in text


def notices(office: Office, days: float) -> Done:
    return office.at(days, "report", "notice", "caizheng-weixin", "--format", "docx")


def text_of(office: Office) -> str:
    (notice,) = (office.folder / "out" / "notices").glob("*.docx")
    return "".join(p.text for p in Document(str(notice)).paragraphs)


@pytest.mark.parametrize(
    ("days", "prepare", "sentence"),
    [
        (8, None, "原结论“不合格”不再采信"),
        (2, lambda office: posted(office, 1), "检查之后又有人工登记，请先运行 monitor check"),
        (2, lambda office: office.at(1, "observe", "minzheng-douyin", "--newest", "昨天",
                              "--by", "张三"), ""),
        (1, lambda office: by(office, 1, "exempt", "1", "--until", "2022-01-31", "--reason", "改",
                              "--document", "高政办发〔2021〕9号"), "的问题均已豁免"),
    ],
)  # fmt: skip
def test_a_letter_accuses_of_nothing_that_is_no_longer_so(
    office: Office, days: float, prepare: Any, sentence: str
) -> None:
    silent(office)
    if prepare is not None:
        prepare(office)

    done = notices(office, days + 0.01)

    assert (done.code, sentence in done.err) == (2 if sentence else 0, True)


def test_a_letter_tells_what_the_latest_look_found_and_nothing_else(office: Office) -> None:
    silent(office)
    posted(office, 3)
    office.at(3, "checklist", "set", "caizheng-weixin", "wording=否", "secrets=否", "--note",
       "机构名称误写", "--by", "张三")  # fmt: skip
    office.at(3.1, "check")
    office.at(3.2, "check", "minzheng-douyin")

    assert notices(office, 3.3).code == 0

    text = text_of(office)
    assert "未更新" not in text and "张三" not in text and "不符合要求" not in text
    assert "存在严重表述错误：机构名称误写（2021年12月9日核查发现）" in text
    assert "存在泄露国家秘密的情况" in text and "立即更正或者删除有关内容" in text
    assert "近期发布内容的链接" not in text and "关停注销" not in text


def test_an_exemption_says_until_when(office: Office) -> None:
    silent(office)

    text = by(office, 1, "exempt", "1", "--until", "2022-01-31", "--reason", "机构改革",
              "--document", "高政办发〔2021〕9号").err  # fmt: skip

    assert "现为豁免至 2022-01-31。" in text


def test_a_renamed_account_is_called_by_its_name_of_now(office: Office) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    office.at(1, "accounts", "set", "caizheng-weixin", "name=高台财政发布", "--by", "张三")
    by(office, 2, "rectify", "1", "--text", "已恢复更新")
    office.at(3, "check", "minzheng-douyin")

    output = json.loads(office.at(3, "notices", "list", "--json").out)

    assert [case["name"] for case in listed(office, 3)] == ["高台财政发布"]
    assert "“高台财政发布”" in output[0]["text"] and "“高台财政”" in output[-1]["text"]
    assert [case["name"] for case in ledger(office, 25)] == ["高台财政发布"]
    assert '"name": "高台财政发布"' in office.at(3, "cases", "show", "1", "--json").out


def test_a_letter_says_which_cases_wait_for_it(office: Office) -> None:
    silent(office)

    assert "monitor cases notify 1 --by" in notices(office, 1).err
    by(office, 1, "notify", "1")
    assert "cases notify" not in notices(office, 1.1).err


def test_the_term_of_an_exempt_problem_is_no_term_of_the_letter(office: Office) -> None:
    silent(office)
    office.at(0, "checklist", "set", "caizheng-weixin", "wording=否", "--note", "误写",
       "--by", "张三")  # fmt: skip
    office.at(0.1, "check", "caizheng-weixin")
    by(office, 1, "notify", "1", "--due", "2021-12-08")
    by(office, 1, "exempt", "1", "--document", "1号", "--until", "2021-12-08", "--reason", "x")

    notices(office, 1)
    assert "请于2021年12月14日前" in text_of(office) and "未更新" not in text_of(office)


def test_an_exemption_that_has_ended_keeps_no_letter_back(office: Office) -> None:
    silent(office)
    by(office, 1, "exempt", "1", "--document", "1号", "--until", "2021-12-08", "--reason", "x")

    assert "均已豁免" in notices(office, 2).err
    assert notices(office, 3).code == 0


def test_a_problem_found_by_hand_gets_its_letter_without_any_check(office: Office) -> None:
    by(office, 0, "open", "caizheng-weixin", "--text", "留言长期未回复")

    done = notices(office, 0.1)

    assert done.code == 0, done.err
    assert "“高台财政”（微信）：留言长期未回复。" in text_of(office)
    assert "认定依据：工作人员人工检查发现并登记。" in text_of(office)
    assert "monitor cases notify 1 --by" in done.err


def test_a_letter_tells_what_a_check_found_and_what_people_found(office: Office) -> None:
    silent(office)
    by(office, 1, "open", "caizheng-weixin", "--text", "留言长期未回复")

    assert notices(office, 1.1).code == 0

    assert "超过14天；留言长期未回复。" in text_of(office)


@pytest.mark.parametrize("verdict", ["合格", "无法判定"])
def test_what_people_found_is_told_of_an_account_that_no_check_fails(
    office: Office, verdict: str
) -> None:
    if verdict == "合格":
        posted(office, 0)
    office.at(0.1, "check")
    assert f"“{verdict}”" in notices(office, 0.2).err
    by(office, 0.2, "open", "caizheng-weixin", "--text", "留言长期未回复")

    assert notices(office, 0.3).code == 0

    text = text_of(office)
    assert "留言长期未回复。" in text and "未更新" not in text


@pytest.mark.parametrize(
    "words",
    [
        ("close", "1", "--reason", "已核实"),
        ("rectify", "1", "--text", "已回复"),
        ("exempt", "1", "--document", "1号", "--until", "2022-01-31", "--reason", "x"),
    ],
)
def test_what_people_found_is_told_no_more_when_it_waits_for_no_unit(
    office: Office, words: tuple[str, ...]
) -> None:
    by(office, 0, "open", "caizheng-weixin", "--text", "留言长期未回复")
    by(office, 0.1, "notify", "1")
    by(office, 1, *words)

    assert notices(office, 1.1).code == 2
