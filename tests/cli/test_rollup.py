"""`monitor rollup` as staff call it: sentences, exit codes, what scripts and screens show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from monitor.bundles import signature
from monitor.model import Platform, Verdict
from tests.bundles.builders import MADE_AT
from tests.office import Office
from tests.rollup.cities import NOW, City, bundle, lines, make_city

GOOD = lines({(Platform.WECHAT, Verdict.PASS): 19, (Platform.WEIBO, Verdict.FAIL): 1})
BETTER = lines({(Platform.WECHAT, Verdict.PASS): 19, (Platform.WEIBO, Verdict.PASS): 1})
COUNTIES = [("629921", "甲县"), ("629922", "乙族自治县"), ("629923", "丙区")]
NAME = "{}-2026Q4-v1.monitor.zip"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city(tmp_path: Path) -> City:
    return make_city(tmp_path, COUNTIES)


@pytest.fixture
def office(city: City) -> Office:
    return Office(folder=city.folder)


def test_good_files_are_taken_in_beside_a_broken_one_which_makes_it_2(
    city: City, office: Office
) -> None:
    city.put(bundle("629921", GOOD, name="甲县"), NAME.format("629921"))
    city.put(b"PK\\x03\\x04 half", NAME.format("629922"))

    done = office.run("rollup", "add", city.folder / "inbox")

    assert done.code == 2
    first, second = done.out.splitlines()
    taken = "已收下 甲县 2026年第四季度 第1版，数据包校验码 "
    assert first.startswith(f"{NAME.format('629921')}：{taken}")
    assert second.startswith(f"{NAME.format('629922')}：退回。")
    assert done.err == "共 2 个文件：已收下 1 个，此前已收下 0 个，退回 1 个。\n"


def test_the_same_files_again_are_0(city: City, office: Office) -> None:
    city.put(bundle("629921", GOOD))
    assert office.run("rollup", "add", city.folder / "inbox").code == 0

    done = office.run("rollup", "add", city.folder / "inbox")

    assert (done.code, done.out) == (0, "000.monitor.zip：此前已收下，没有变化。\n")


def test_the_checksum_of_the_paper_may_be_typed_in_groups(city: City, office: Office) -> None:
    path = city.put(bundle("629921", GOOD))
    (added,) = office.json("rollup", "add", path)["files"]
    grouped = " ".join(added["sha256"][at : at + 4].upper() for at in range(0, 16, 4))

    assert office.run("rollup", "add", path, "--code", grouped).code == 0
    assert office.json("rollup", "status", "2026Q4")["counties"][0]["bundle"]["compared"] is True
    wrong = office.run("rollup", "add", path, "--code", "0" * 16)
    assert wrong.code == 2
    assert "校验码不符" in wrong.out
    assert "应为 16 位十六进制数" in office.run("rollup", "add", path, "--code", "123").err


@pytest.mark.parametrize(
    ("codes", "broken", "code"),
    [
        (("629921", "629922", "629923"), "", 0),
        (("629921", "629922"), "", 3),
        ((), "", 3),
        (("629921", "629922"), "629923", 1),
        (("629921", "629922", "629923"), "629923", 0),  # what counts is in
    ],
)
def test_the_exit_code_says_whether_all_is_in(
    city: City, office: Office, codes: tuple[str, ...], broken: str, code: int
) -> None:
    for county in codes:
        city.put(bundle(county, GOOD), NAME.format(county))
    if broken:
        city.put(b"broken", f"{broken}-2026Q4-v2.monitor.zip")
    if codes:
        office.run("rollup", "add", city.folder / "inbox")

    assert office.run("rollup", "status", "2026Q4").code == code


def test_a_broken_chain_is_1(city: City, office: Office) -> None:
    for place, county in enumerate(("629921", "629922", "629923")):
        city.put(bundle(county, GOOD), f"{place}.zip")
    city.put(bundle("629921", BETTER, version=2, made_at=MADE_AT.replace(day=5)), "4.zip")
    office.run("rollup", "add", city.folder / "inbox")

    done = office.run("rollup", "status", "2026Q4")

    assert done.code == 1
    assert "甲县：数据链中断。" in done.out


@pytest.mark.parametrize("width", [80, 120])
def test_a_screen_shows_every_county_and_never_more_than_its_width(
    city: City, office: Office, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    city.put(bundle("629921", GOOD), NAME.format("629921"))
    city.put(bundle("629921", BETTER, version=2), "629921-2026Q4-v2.monitor.zip")
    city.put(b"broken", NAME.format("629922"))
    office.run("rollup", "add", city.folder / "inbox")

    shown = office.run("rollup", "status", "2026Q4").out

    for words in (
        "应报 3  已报 1  未报 1  退回 1",
        "合格率 100%（20/20）",
        "已报第2版",
        "先报第1版，后报第2版，以后者为准。变化：合格由19变为20；",
        "乙族自治县：退回。",
        "丙区：未报。",
    ):
        assert words in shown.replace("\n  ", "")
    assert max(_cells(line) for line in shown.splitlines()) <= width


def test_a_ranking_needs_its_document(city: City, office: Office) -> None:
    city.put(bundle("629921", GOOD))
    city.put(bundle("629922", BETTER))
    office.run("rollup", "add", city.folder / "inbox")

    for words in (("--ranking",), ("--document", "某政办〔2027〕1号")):
        refused = office.run("rollup", "status", "2026Q4", *words)
        assert refused.code == 2
        assert "排名须有文件要求" in refused.err
    done = office.run("rollup", "status", "2026Q4", "--ranking", "--document", "某政办〔2027〕1号")

    assert "合格率排名（依据：某政办〔2027〕1号）" in done.out
    assert "排名" not in office.run("rollup", "status", "2026Q4").out


def test_a_register_without_counties_is_told_what_to_write(tmp_path: Path) -> None:
    office = Office(folder=make_city(tmp_path, ()).folder)

    done = office.run("rollup", "status", "2026Q4")

    assert done.code == 2
    assert "中没有 counties，请先列出应报送的下级辖区" in done.err


def test_the_citys_own_rules_are_told_with_how_many_they_turn(city: City, office: Office) -> None:
    office.write(office.text() + "policy: {silent_account: {max_days: 60}}\n")
    city.put(bundle("629921", GOOD))
    office.run("rollup", "add", city.folder / "inbox")

    done = office.run("rollup", "status", "2026Q4", "--own-rules")

    assert "已按本级标准（60天）重新判定，1个账号的结论有变化" in done.out
    assert "合格 20  不合格 0" in done.out


def test_a_platform_may_have_a_limit_of_its_own(city: City, office: Office) -> None:
    office.write(office.text() + "policy: {platforms: {weibo: {silent_account: {max_days: 60}}}}\n")
    two = lines({(Platform.WECHAT, Verdict.FAIL): 1, (Platform.WEIBO, Verdict.FAIL): 1})
    city.put(bundle("629921", two))
    office.run("rollup", "add", city.folder / "inbox")

    answer = office.json("rollup", "status", "2026Q4", "--own-rules")

    assert answer["own_rules"] == {
        "max_days": 14,
        "exact_hours": False,
        "platforms": {"weibo": 60},
        "changed": 1,
    }
    assert [(line["platform"], line["verdict"]) for line in answer["failing"]] == [
        ("wechat", "fail")
    ]


def test_a_city_hands_in_above_and_draws_for_audit(city: City, office: Office) -> None:
    city.put(bundle("629921", GOOD))
    office.run("rollup", "add", city.folder / "inbox")

    made = office.run("rollup", "bundle", "2026Q4")
    drawn = office.run("rollup", "draw", "2026Q4", "--count", "2", "--seed", "7")

    assert (made.code, drawn.code) == (0, 0)
    assert made.out.strip().endswith("629900-2026Q4-v1.monitor.zip")
    assert "未报 2 个，已在数据包中注明：乙族自治县、丙区。" in made.err
    assert len(drawn.out.splitlines()) == 2
    assert "请甲县执行：monitor bundle 2026Q4 --proof account-" in drawn.err
    again = office.json("rollup", "draw", "2026Q4", "--count", "2", "--seed", "7")
    assert [line["id"] in drawn.out for line in again["accounts"]] == [True, True]


@pytest.mark.skipif(not signature.can_sign(), reason=signature.WITHOUT)
def test_a_key_is_enrolled_from_a_file_or_a_line_and_listed(city: City, office: Office) -> None:
    public = signature.public_of(signature.new_key())
    other = signature.public_of(signature.new_key())
    file = city.folder / "key.pub"
    file.write_text(f"{public} 甲县\n", "utf-8")
    assert "还没有登记公钥" in office.run("rollup", "enroll").err

    done = office.run("rollup", "enroll", "甲县", file)
    assert done.out == f"甲县（629921）的公钥指纹：{public.fingerprint}\n"
    assert "此前已登记" in office.run("rollup", "enroll", "629921", str(public)).err
    refused = office.run("rollup", "enroll", "629921", str(other))
    assert (refused.code, "已登记公钥" in refused.err) == (2, True)
    replaced = ("rollup", "enroll", "629921", str(other), "--document", "甲政办函〔2027〕2号")
    assert office.run(*replaced).code == 0

    listed = office.run("rollup", "enroll").out
    assert listed.count("629921  SHA256:") == 2
    assert "按公文更换（甲政办函〔2027〕2号）" in listed
    assert "中没有“丁县”，可写：" in office.run("rollup", "enroll", "丁县", file).err


def test_accounts_that_nobody_looked_at_are_told(city: City, office: Office) -> None:
    unseen = lines({(Platform.WECHAT, Verdict.PASS): 1, (Platform.WEIBO, None): 4})
    city.add(bundle("629921", unseen, name="甲县"), bundle("629922", GOOD))

    shown = office.run("rollup", "status", "2026Q4").out

    assert [line for line in shown.splitlines() if "未检查" in line] == [
        line for line in shown.splitlines() if "甲县：4个账号未检查" in line
    ]
    assert "甲县：4个账号未检查" in shown


@pytest.mark.parametrize(
    ("sender", "told"), [("甲县", False), ("某市甲县", False), ("乙族自治县", True)]
)
def test_who_calls_itself_otherwise_than_the_register_is_told(
    city: City, office: Office, sender: str, told: bool
) -> None:
    """A code that was copied from a neighbour counts one county for another."""
    city.add(bundle("629921", GOOD, name=sender))

    assert (
        "报送单位所写的名称是“乙族自治县”" in office.run("rollup", "status", "2026Q4").out
    ) is told


@pytest.mark.parametrize(
    ("words", "names_an_option"),
    [
        (("bundle", "2027Q1"), False),
        (("add", "{a}", "{b}", "--code", "0" * 16), True),
    ],
)
def test_a_word_that_is_wrong_is_called_as_it_was_written(
    city: City, office: Office, words: tuple[str, ...], names_an_option: bool
) -> None:
    files = {name: city.put(name.encode(), f"{name}.zip") for name in "ab"}

    done = office.run("rollup", *(word.format_map(files) for word in words))

    assert done.code == 2
    assert ("--" in done.err.splitlines()[0]) is names_an_option


def _cells(line: str) -> int:
    from rich.cells import cell_len

    return cell_len(line)
