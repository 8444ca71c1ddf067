"""Every fault of accounts.yaml has its place and its sentence."""

from pathlib import Path

import pytest

from monitor.model import Platform
from monitor.model.errors import RegistryError
from monitor.registry import load
from tests.registry.conftest import KNOWN, Faults, county, source

ACCOUNT = "accounts[chengguan-weixin]"
FEED = f"{ACCOUNT}.sources[feed]"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            county(platform="wechta"),
            "7:15: {}.platform: 不认识的平台“wechta”，是否为 微信（wechat）",
        ),
        (
            county(platform="百家号"),
            "7:15: {}.platform: 不认识的平台“百家号”（百家号归入“其他”），可写 "
            + "、".join(platform.label for platform in Platform),
        ),
        (county(platform="[a]"), "7:15: {}.platform: 应为平台，不应为列表或下级字段"),
        (county("status: activ"), "9:13: {}.status: 不认识的状态 activ，是否为 active"),
        (county("status: 已整合"), "9:13: {}.status: 状态 已整合 应写成 merged"),
        (county(unit="chenguan"), "8:11: {}.unit: units 中没有单位 chenguan，是否为 chengguan"),
        (
            county(unit="城关镇人民政俯"),
            "8:11: {}.unit: units 中没有单位 城关镇人民政俯，是否为 城关镇人民政府",
        ),
        (county(name=""), "6:10: {}.name: 不能为空"),
        (county(name="~"), "6:11: {}.name: 不能为空"),
        (county(name='""'), "6:11: {}.name: 不能为空"),
        (county(name='"城关发布 "'), "6:11: {}.name: 首尾不能有空格"),
        (
            county(name='"城关\\n发布"'),
            "6:11: {}.name: 应为一行文字，不能含换行、全角空格或不可见字符",
        ),
        (county(name="[城关]"), "6:11: {}.name: 应为文字，不应为列表或下级字段"),
        (county("opened_on: 2016-02-30"), "9:16: {}.opened_on: 日期 2016-02-30 不存在"),
        (county("opened_on: 2016/05/01"), "9:16: {}.opened_on: 日期应写成 2016-05-01 的形式"),
        (county("opened_on: 2016-5-1"), "9:16: {}.opened_on: 日期应写成 2016-05-01 的形式"),
        (county("opened_on: ２０１６-05-01"), "9:16: {}.opened_on: 日期应写成 2016-05-01 的形式"),
        (county("filed: maybe"), "9:12: {}.filed: 应为 true 或 false（也可写 是、否）"),
        (county("required: 1"), "9:15: {}.required: 应为 true 或 false（也可写 是、否）"),
        (
            county("merged_into: chengguan-weixn"),
            "9:18: {}.merged_into: 不认识的账号 chengguan-weixn，是否为 chengguan-weixin",
        ),
        (county("contact: {phone: 1}"), "9:14: {}.contact.name: 缺少必填项 name"),
        (
            county("closing: {notice_on: 今天}"),
            "9:26: {}.closing.notice_on: 日期应写成 2016-05-01 的形式",
        ),
        (county("url: ftp://a.b/"), "9:10: {}.url: 网址须以 http:// 或 https:// 开头"),
        (
            county('url: "http://a.b/${KEY}"'),
            "9:10: {}.url: 这里不能引用密钥，${…} 只能用在来源的字段中",
        ),
        (county('note: "${KEY}"'), "9:11: {}.note: 这里不能引用密钥，${…} 只能用在来源的字段中"),
        (county("source: []"), "9:5: {}.source: 不认识的字段 source，是否为 sources"),
        (county("sources: feed"), "9:14: {}.sources: 应为以“- ”开头的列表"),
        (county("sources:\n  - feed"), "10:9: {}.sources[#1]: 应为“字段: 值”的形式"),
        (county("name: 城关"), "9:5: {}.name: 字段重复，第 6 行已经写过"),
        (
            county(id="bad id"),
            "5:9: accounts[#1].id: 标识 bad id 不符合要求：只能用小写字母、数字和连字符，"
            "以字母或数字开头，不超过 64 个字符",
        ),
    ],
)
def test_a_fault_of_an_account_names_its_place(faults: Faults, text: str, problem: str) -> None:
    assert faults(text) == [problem.replace("{}", ACCOUNT)]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("{kind: feed}", "10:9: {}.url: 缺少必填项 url"),
        ("{kind: feed, url: }", "10:27: {}.url: 不能为空"),
        ('{kind: feed, url: ""}', "10:27: {}.url: 不能为空"),
        ("{kind: feed, url: a.b/c}", "10:27: {}.url: 网址须以 http:// 或 https:// 开头"),
        ('{kind: feed, url: "http://a b/"}', "10:27: {}.url: 网址中不能有空格"),
        ('{kind: feed, url: "http:///c"}', "10:27: {}.url: 网址缺少主机名"),
        ('{kind: feed, url: "http://a:65536/"}', "10:27: {}.url: 网址的主机名或端口不合法"),
        ('{kind: feed, url: "http://[::1/"}', "10:27: {}.url: 网址的主机名或端口不合法"),
        (
            '{kind: feed, url: "http://${HOST}/"}',
            "10:27: {}.url: 网址的主机名须写明，不能用 ${…} 代替",
        ),
        (
            '{kind: feed, url: "http://a.b/${KEY"}',
            "10:27: {}.url: ${ 没有配对的 }，应写成 ${WECHAT_SECRET} 的形式",
        ),
        (
            '{kind: feed, url: "http://a.b/${key}"}',
            "10:27: {}.url: 密钥名只能由大写字母、数字和下划线组成并以字母开头，"
            "如 ${WECHAT_SECRET}",
        ),
        ('{kind: feed, url: "http://a/", depth: 017}', "10:47: {}.depth: 应为整数，如 14"),
        ('{kind: feed, url: "http://a/", depth: 1_0}', "10:47: {}.depth: 应为整数，如 14"),
        ('{kind: feed, url: "http://a/", depth: }', "10:47: {}.depth: 不能为空"),
        ('{kind: feed, url: "http://a/", depth: 10}', "10:47: {}.depth: depth 不得大于 9"),
        (
            '{kind: feed, url: "http://a/", own: on}',
            "10:45: {}.own: 应为 true 或 false（也可写 是、否）",
        ),
        (
            '{kind: feed, url: "http://a/", bridge: {kind: rshub}}',
            "10:55: {}.bridge.kind: 不认识的值 rshub，是否为 rsshub",
        ),
        (
            '{kind: feed, url: "http://a/", bridge: {kind: rsshub, prob: x}}',
            "10:63: {}.bridge.prob: 不认识的字段 prob，是否为 probe",
        ),
        (
            '{kind: feed, url: "http://a/", bridge: {kind: rsshub, probe: x}}',
            "10:70: {}.bridge.probe: 网址须以 http:// 或 https:// 开头",
        ),
        (
            '{kind: feed, url: "http://a/", bridge: {kind: wewe-rss}}',
            "10:48: {}.bridge: wewe-rss 须写明 probe",
        ),
        (
            '{kind: feed, url: "http://a/", bridge: rsshub}',
            "10:48: {}.bridge: 应为“字段: 值”的形式",
        ),
        (
            '{kind: feed, url: "http://a/", zone: Mars}',
            "10:9: {}: 这些内容合在一起不能使用，请核对各字段",
        ),
    ],
)
def test_a_fault_of_a_source_names_its_place(faults: Faults, written: str, problem: str) -> None:
    assert faults(source(written)) == [problem.replace("{}", FEED)]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ('{url: "http://a/"}', "10:9: {}.sources[#1].kind: 缺少必填项 kind"),
        ("{kind: }", "10:16: {}.sources[#1].kind: 不能为空"),
        ("{kind: [feed]}", "10:16: {}.sources[#1].kind: 应为文字，不应为列表或下级字段"),
        ("{kind: fed}", "10:16: {}.sources[fed].kind: 不认识的来源类型 fed，是否为 feed"),
        (
            '{kind: weibo_open, uid: "1", token: x}',
            "10:16: {}.sources[weibo_open].kind: 来源 weibo_open 不能用于平台 wechat（微信），"
            "只适用于 weibo",
        ),
    ],
)
def test_a_wrong_kind_is_answered_with_what_to_use(
    faults: Faults, written: str, problem: str
) -> None:
    assert faults(source(written)) == [problem.replace("{}", ACCOUNT)]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("status：closing", "冒号是全角的"),
        ("staus: ", "不认识的字段 staus，是否为 status"),
    ],
)
def test_a_misspelt_key_without_value_is_not_passed_over(
    faults: Faults, more: str, problem: str
) -> None:
    (fault,) = faults(
        "jurisdiction: {name: 某县}\nunits: [{id: u, name: 某局}]\n"
        f"accounts: [{{id: a, name: 甲, platform: app, unit: u, {more}}}]\n"
    )

    assert problem in fault


@pytest.mark.parametrize(
    ("accounts", "found"),
    [
        ("[{id：a, name：甲, platform: app, unit: u}]", ["3:15: {}: 冒号是", "3:23: {}: 冒号是"]),
        ('[{id: "a：b", name: 甲：乙, platform: app, unit: u}]', ["3:17: accounts[#1].id: "]),
    ],
    ids=["two of them hide fields", "within a value it is a sign like others"],
)
def test_a_full_width_colon_is_told_without_what_follows_from_it(
    faults: Faults, accounts: str, found: list[str]
) -> None:
    told = faults(
        f"jurisdiction: {{name: 某县}}\nunits: [{{id: u, name: 某局}}]\naccounts: {accounts}\n"
    )

    assert len(told) == len(found)
    pairs = zip(told, found, strict=True)
    assert all(line.startswith(place.replace("{}", "accounts[#1]")) for line, place in pairs)


def test_without_a_list_of_units_no_account_is_told_that_its_own_is_missing(
    faults: Faults,
) -> None:
    accounts = "accounts: [{id: a, name: 甲, platform: app, unit: u}]\n"
    place = "jurisdiction: {name: 某县}\n"

    misspelt = faults(f"{place}unit: [{{id: u, name: 某局}}]\n{accounts}")
    empty = faults(f"{place}units: []\n{accounts}")

    assert misspelt == [
        "1:1: units: 缺少必填项 units", "2:1: unit: 不认识的字段 unit，是否为 units",
    ]  # fmt: skip
    assert len(empty) == 1 and "units 中没有单位 u" in empty[0]


def test_the_second_source_of_a_kind_is_numbered(faults: Faults) -> None:
    found = faults(source('{kind: feed, url: "http://a/"}\n  - {kind: feed}'))

    assert found == [f"11:9: {FEED[:-1]}#2].url: 缺少必填项 url"]


def test_ids_are_accepted_up_to_64_characters(faults: Faults) -> None:
    assert faults(county(id="a" * 64)) == []
    assert len(faults(county(id="a" * 65))) == 1


def test_twelve_faults_are_told_in_one_pass_in_order_of_place(faults: Faults) -> None:
    found = faults("""jurisdiction: {name: 高台县, cod: "620724"}
policy:
  silent_account: {max_days: 两周}
pace: {default: 快}
units:
  - {id: chengguan, name: 城关镇人民政府}
  - {id: chengguan, name: 城关镇}
accounts:
  - id: chengguan-weixin
    name: 城关发布
    platform: wechta
    unit: chengguang
    opened_on: 2016-13-01
    sources:
      - {kind: feed, ulr: "http://a/"}
  - id: chengguan-weixin
    platform: weibo
    unit: chengguan
    filed: 好
""")

    assert [line.split(" ")[0] for line in found] == [
        "1:27:",
        "3:30:",
        "4:17:",
        "7:10:",
        "11:15:",
        "12:11:",
        "13:16:",
        "15:9:",
        "15:22:",
        "16:5:",
        "16:9:",
        "19:12:",
    ]


def test_a_problem_prints_as_editors_jump_to_it(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(county(platform="wechta"))

    with pytest.raises(RegistryError) as caught:
        load(path, KNOWN)

    assert str(caught.value) == (
        f"{path}:7:15: {ACCOUNT}.platform: 不认识的平台“wechta”，是否为 微信（wechat）"
    )


@pytest.mark.parametrize(
    "sentence", ["{full: -1}", "{failed: {marks: -0.5}}", "{overdue: {marks: -1}}"]
)
def test_no_marks_are_given_for_a_fault(faults: Faults, sentence: str) -> None:
    assert any(
        "score: 分数不能为负数" in fault for fault in faults(f"score: {sentence}\n{county()}")
    )
