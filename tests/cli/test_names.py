"""Wherever an account, a unit, a platform is asked for, its name will do."""

from pathlib import Path

import pytest

from monitor.parsing.naming import AccountNames
from tests.office import Office, account, make_office

UNITS = (
    {"id": "heishan", "name": "黑山乡人民政府"},
    {"id": "caizheng", "name": "云河县财政局"},
    {"id": "shenji", "name": "云河县审计局"},
)
BY = ("--by", "李四")
COMMANDS = {
    "check": ("check", "{}"),
    "show": ("show", "{}"),
    "observe": ("observe", "{}", "--newest", "昨天", *BY),
    "checklist set": ("checklist", "set", "{}", "全部=是", *BY),
    "checklist withdraw": ("checklist", "withdraw", "{}", "表述", "--reason", "错", *BY),
    "accounts set": ("accounts", "set", "{}", "note=甲", "--dry-run", *BY),
    "accounts close": ("accounts", "close", "{}", "--notice-on", "今天", "--dry-run", *BY),
    "accounts merge": (
        "accounts", "merge", "{}", "--into", "guanjian", "--reason", "并", "--dry-run", *BY,
    ),
    "accounts merge into": (
        "accounts", "merge", "guanjian", "--into", "{}", "--reason", "并", "--dry-run", *BY,
    ),
    "accounts log": ("accounts", "log", "{}"),
    "accounts contacts": ("accounts", "contacts", "{}"),
    "cases open": ("cases", "open", "{}", "--text", "错字", *BY),
    "report notice": ("report", "notice", "{}", "--json"),
    "doctor source": ("doctor", "--source", "{}"),
    "notices ack": ("notices", "ack", "{}"),
}  # fmt: skip
UNSURE = ("没有账号", "请写明是哪一个")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    accounts = (
        account("heishan-wx", "黑山乡微讯", unit="heishan"),
        account("caizheng-wx", "云河财政", unit="caizheng", platform="微信公众号"),
        account("caizheng-dy", "云河财政", unit="云河县财政局", platform="抖音"),
        account("guanjian", "云河审计", unit="shenji", platform="weibo"),
    )
    return make_office(tmp_path_factory.mktemp("names"), accounts, units=UNITS)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(
    ("word", "is_clear"),
    [
        ("heishan-wx", True),
        ("黑山乡微讯", True),
        ("云河财政（抖音）", True),
        ("云河财政", False),
        ("黑山乡微信", False),
    ],
    ids=["id", "name", "platform", "ambiguous", "unknown"],
)
def test_every_command_takes_an_account_by_id_by_name_and_by_name_and_platform(
    office: Office, command: tuple[str, ...], word: str, is_clear: bool
) -> None:
    if command == COMMANDS["notices ack"]:  # of each account there is something to acknowledge
        for id in ("heishan-wx", "caizheng-dy"):
            office.run("cases", "open", id, "--text", f"错字：{word}", *BY)

    done = office.run(*(part.format(word) for part in command))

    assert is_clear is not any(words in done.err for words in UNSURE), done.err
    assert is_clear or done.code == 2


@pytest.mark.parametrize(
    ("word", "id"),
    [
        ("heishan-wx", "heishan-wx"),
        (" 黑山乡 微讯 ", "heishan-wx"),
        ("“黑山乡微讯”", "heishan-wx"),
        ("黑山乡微讯（微信公众号）", "heishan-wx"),
        ("云河财政（微信）", "caizheng-wx"),
        ("云河财政(抖音号)", "caizheng-dy"),
        ("云河财政@抖音", "caizheng-dy"),
        ("云河财政＠douyin", "caizheng-dy"),
        ("云河财政 抖音", "caizheng-dy"),
        ("caizheng-dy（抖音）", "caizheng-dy"),
    ],
)
def test_an_account_is_known_however_its_name_is_written(
    office: Office, word: str, id: str
) -> None:
    assert [row["account"] for row in office.json("accounts", "contacts", word)["accounts"]] == [id]


def test_a_platform_after_a_name_belongs_to_it(office: Office) -> None:
    listed = office.json("accounts", "contacts", "云河财政", "抖音", "黑山乡微讯")["accounts"]

    assert [row["account"] for row in listed] == ["heishan-wx", "caizheng-dy"]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("云河财政", "“云河财政”有2个账号，请写明是哪一个：云河财政（微信）、云河财政（抖音）。"),
        ("黑山乡微信", "名单中没有账号“黑山乡微信”。您要找的是“黑山乡微讯”吗？"),
        ("黑山", "名单中没有账号“黑山”。您要找的是“黑山乡微讯”吗？"),
        ("云河财", "您要找的是“云河财政（微信）”、“云河财政（抖音）”吗？"),
        ("黑山乡微讯（抖音）", "名单中没有账号“黑山乡微讯（抖音）”。您要找的是“黑山乡微讯”吗？"),
        ("甲乙丙丁", "名单中没有账号“甲乙丙丁”。\n"),
    ],
)
def test_what_is_not_clear_is_one_sentence_with_what_to_type(
    office: Office, word: str, sentence: str
) -> None:
    assert sentence in office.run("show", word).err


@pytest.mark.parametrize("status", ["closed", "merged"])
def test_of_two_namesakes_a_judging_command_means_the_one_that_is_judged(
    tmp_path: Path, status: str
) -> None:
    old = account("old", "某发布", status=status)
    office = make_office(tmp_path, [old, account("new", "某发布"), account("to", "某微博")])

    assert office.check("某发布").keys() == {"new"}
    assert office.run("check", "某发布（微信）", "--json").code != 2
    assert "请写明是哪一个：old、new。" in office.run("show", "某发布").err


@pytest.mark.parametrize(
    ("other", "word", "named"),
    [
        ("某发布（抖音）", "某发布（抖音）", "某发布（抖音）（微信）、某发布"),
        ("某发布抖音", "某发布 抖音", "某发布抖音、某发布"),
    ],
)
def test_a_name_that_ends_in_a_platform_is_not_taken_for_that_platforms_account(
    tmp_path: Path, other: str, word: str, named: str
) -> None:
    accounts = [account("a", "某发布", platform="douyin"), account("b", other)]
    office = make_office(tmp_path, accounts)

    assert f"有2个账号，请写明是哪一个：{named}。" in office.run("show", word).err
    ids = [[row["account"] for row in office.json("accounts", "contacts", one)["accounts"]]
           for one in (*named.split("、"), f"{other}（微信）")]  # fmt: skip
    assert ids == [["b"], ["a"], ["b"]]
    listed = AccountNames.of(office.register().accounts).listed("a")
    assert ("\na" in listed) == (other == word)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("--platform", "微信"), {"heishan-wx", "caizheng-wx"}),
        (("--platform", "公众号"), {"heishan-wx", "caizheng-wx"}),
        (("--platform", "抖音"), {"caizheng-dy"}),
        (("--platform", "weibo"), {"guanjian"}),
        (("--unit", "caizheng"), {"caizheng-wx", "caizheng-dy"}),
        (("--unit", "云河县财政局"), {"caizheng-wx", "caizheng-dy"}),
        (("--unit", "财政局"), {"caizheng-wx", "caizheng-dy"}),
        (("--unit", "黑山乡"), {"heishan-wx"}),
    ],
)
def test_platforms_and_units_are_chosen_by_their_names(
    office: Office, words: tuple[str, ...], ids: set[str]
) -> None:
    assert {row["id"] for row in office.json("accounts", "list", *words)} == ids


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--unit", "云河县"), "“云河县”可指几个单位，请写明是哪一个：云河县财政局（caizheng）、"),
        (("--unit", "局"), "名单中没有单位“局”。"),
        (("--unit", "财正局"), "名单中没有单位“财正局”"),
        (("--platform", "百家号"), "不认识的平台“百家号”（百家号归入“其他”），可写 微信、"),
        (("--platform", "抖音火山"), "不认识的平台“抖音火山”，是否为 抖音（douyin）。"),
    ],
)
def test_a_unit_or_platform_that_is_not_clear_is_refused(
    office: Office, words: tuple[str, ...], sentence: str
) -> None:
    done = office.run("accounts", "list", *words)

    assert done.code == 2 and sentence in done.err


def test_a_case_is_named_by_its_account_where_it_is_the_only_one(tmp_path: Path) -> None:
    office = make_office(tmp_path, [account("a", "甲发布"), account("b", "乙发布")])
    for id, text in (("a", "错字"), ("b", "错字"), ("b", "漏字")):
        office.run("cases", "open", id, "--text", text, *BY)

    told = office.run("cases", "notify", "甲发布", *BY)
    several = office.run("cases", "notify", "乙发布", *BY)
    nobody = office.run("cases", "notify", "丙", *BY)

    assert told.code == 0 and told.err.startswith("1 号问题（甲发布）")
    assert several.code == 2
    assert "“乙发布”有2个问题，请写编号：2（人工发现）、3（人工发现）。" in several.err
    assert nobody.code == 2 and "问题台账中没有账号“丙”" in nobody.err
    assert "1 号问题" in office.run("cases", "show", "甲发布").out
    office.run("cases", "close", "3", "--reason", "重复", *BY)
    assert "2 号问题" in office.run("cases", "show", "乙发布").out


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("云河县财政局", "“云河县财政局”是单位名称，请写编号：1（甲发布：人工发现）。"),
        ("财政局", "“财政局”是单位名称，请写编号：1（甲发布：人工发现）。"),
        ("局", "问题台账中没有账号“局”"),
        ("云河县文旅局", "问题台账中没有账号“云河县文旅局”"),
    ],
)
def test_a_unit_is_answered_with_the_numbers_of_its_open_cases(
    word: str, sentence: str, tmp_path: Path
) -> None:
    office = make_office(tmp_path, [account("a", "甲发布", unit="caizheng")], units=UNITS)
    for text in ("错字", "漏字"):
        office.run("cases", "open", "a", "--text", text, *BY)
    office.run("cases", "close", "2", "--reason", "重复", *BY)

    done = office.run("cases", "notify", word, *BY)

    assert done.code == 2 and sentence in done.err


def test_the_dossier_and_the_log_of_an_account_are_found_by_its_name(tmp_path: Path) -> None:
    office = make_office(tmp_path, [account("a", "甲发布")])
    office.run("observe", "甲发布", "--newest", "昨天", *BY)
    office.run("accounts", "set", "甲发布", "note=乙", *BY)

    assert office.json("show", "甲发布") == office.json("show", "a")
    assert office.json("show", "甲发布")["observations"]
    assert [edit["account"] for edit in office.json("accounts", "log", "甲发布")] == ["a"]


def test_a_unit_whose_name_two_bear_is_written_by_its_id(tmp_path: Path) -> None:
    units = ({"id": "u", "name": "某局"}, {"id": "v", "name": "某局"})

    done = make_office(tmp_path, [account("a", unit="某局")], units=units).run("check")

    assert done.code == 2 and "有2个单位名为 某局，请填单位标识：u、v" in done.err


def test_only_who_calls_a_command_wrongly_is_shown_to_its_usage(office: Office) -> None:
    assert office.run("show", "甲乙丙丁").err == "错误：名单中没有账号“甲乙丙丁”。\n"
    assert office.run("show").err.endswith("用法见“monitor show --help”。\n")
