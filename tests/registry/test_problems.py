"""Every fault of accounts.yaml has its place and its sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import RegistryError
from monitor.registry import load
from tests.registry.conftest import KNOWN, county, source

Faults = Callable[[str | bytes], list[str]]
ACCOUNT = "accounts[chengguan-weixin]"
FEED = f"{ACCOUNT}.sources[feed]"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (county(platform="wechta"), "7:15: {}.platform: 不认识的平台 wechta，是否为 wechat"),
        (county(platform="微信"), "7:15: {}.platform: 平台 微信 应写成 wechat"),
        (county(platform="[a]"), "7:15: {}.platform: 应为平台，不应为列表或下级字段"),
        (county("status: activ"), "9:13: {}.status: 不认识的状态 activ，是否为 active"),
        (county("status: 已整合"), "9:13: {}.status: 状态 已整合 应写成 merged"),
        (county(unit="chenguan"), "8:11: {}.unit: units 中没有单位 chenguan，是否为 chengguan"),
        (
            county(unit="城关镇人民政府"),
            "8:11: {}.unit: 应填单位标识：城关镇人民政府 的标识是 chengguan",
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
    ("top", "problem"),
    [
        ("zzz: {}", "9:1: zzz: 不认识的字段 zzz，可选：jurisdiction、policy、"),
        ("schedule: x", "9:11: schedule: 应为“字段: 值”的形式"),
        ("schedule: {lok: 每天 08:30}", "9:12: schedule.lok: 不认识的字段 lok，是否为 look"),
        ("schedule: {look: 每天}", "9:18: schedule.look: 看不懂时间“每天”，可以写成："),
        ("schedule: {look: }", "9:18: schedule.look: 不能为空"),
        ("schedule: {quiet: 25:00-07:30}", "9:19: schedule.quiet: 应写成 21:30-07:30 这样的时段"),
        ("schedule: {ping: ftp://a}", "9:18: schedule.ping: 网址须以 http:// 或 https:// 开头"),
        ("schedule: {share: 200%}", "9:19: schedule.share: 应写成 1% 至 100% 之间的百分比"),
        ("schedule: {spread: 90}", "9:20: schedule.spread: 应写成 20m、8h 的形式，或 0"),
        ("schedule: {spread: }", "9:20: schedule.spread: 不能为空"),
        ("schedule: {spread: 21h}", "9:20: schedule.spread: 不得超过 20 小时"),
        ("schedule: {spread: 1201m}", "9:20: schedule.spread: 不得超过 20 小时"),
        ("schedule: {escalate: 一周}", "9:22: schedule.escalate: 应为整数"),
        ("holidays: {off: [2027-02-30]}", "9:18: holidays.off[#1]: 日期 2027-02-30 不存在"),
        ("polcy: {}", "9:1: polcy: 不认识的字段 polcy，是否为 policy"),
        ("policy: []", "9:9: policy: 应为“字段: 值”的形式"),
        ("endpoints: x", "9:12: endpoints: 应为“字段: 值”的形式"),
        (
            "endpoints: {weibo: 'http://a'}",
            "9:13: endpoints.weibo: 不认识的来源类型 weibo，是否为 weibo_open",
        ),
        ("endpoints: {feed: }", "9:19: endpoints.feed: 不能为空"),
        ("endpoints: {feed: 'http://a/b'}", "9:19: endpoints.feed: 只写协议、主机和端口"),
        ("endpoints: {feed: 'http://a/'}", "9:19: endpoints.feed: 只写协议、主机和端口"),
        ("endpoints: {feed: 'http://a?'}", "9:19: endpoints.feed: 只写协议、主机和端口"),
        ("endpoints: {feed: 'http://u@a'}", "9:19: endpoints.feed: 只写协议、主机和端口"),
        ("endpoints: {feed: 'ws://a'}", "9:19: endpoints.feed: 网址须以 http:// 或 https://"),
        ("pace: {default: 2}", "9:17: pace.default: 应写成 2s、200ms、1.5s、1m 的形式，或 0"),
        ("pace: {default: -1s}", "9:17: pace.default: 应写成 2s、200ms、1.5s、1m 的形式，或 0"),
        ("pace: {default: }", "9:17: pace.default: 不能为空"),
        ("pace: {default: ~}", "9:17: pace.default: 不能为空"),
        ("pace: {default: 61m}", "9:17: pace.default: 间隔不得超过 1 小时"),
        ("pace: {default: [2s]}", "9:17: pace.default: 应为文字，不应为列表或下级字段"),
        ("pace: {'http://a': 1s}", "9:8: pace.http://a: 应为主机名，如 api.weixin.qq.com"),
        ("pace: {'a:80': 1s}", "9:8: pace.a:80: 应为主机名，如 api.weixin.qq.com"),
        ("network: {allow: true}", "9:11: network.allow: 不认识的字段 allow，"),
        ("network: {allow_private: x}", "9:26: network.allow_private: 应为 true 或 false"),
        (
            "  - {id: chengguan-weixin, name: 甲, platform: app, unit: chengguan}",
            "9:10: accounts[chengguan-weixin].id: 标识 chengguan-weixin 重复，第 5 行已经用过",
        ),
        ("accounts: []", "9:1: accounts: 字段重复，第 4 行已经写过"),
        ("---\na: b", "9:1: : 只能有一份文档，请删去此处的 ---"),
    ],
)
def test_a_fault_of_another_section_names_its_place(faults: Faults, top: str, problem: str) -> None:
    (found,) = faults(county(top=top))

    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: b: c", "1:5: : 格式有误：此处不应出现冒号"),
        ("a:\n\t- b", "2:1: : 格式有误：缩进不能使用制表符（Tab），请改用空格"),
        ('a: "b', "1:6: : 格式有误：引号没有配对"),
        ("a: [b\nc: d]", "2:2: : 格式有误："),
        (
            "a: {b: ${C}}",
            "1:9: : 格式有误：花括号 { } 没有配对，或各项之间缺少逗号；花括号内的 ${…}",
        ),
        ("a: b\nname：甲\nc: d", "2:5: : 格式有误：冒号是全角的“：”，应为半角"),
        ("a:\n  - id：甲\n    c: d", "2:7: : 格式有误：冒号是全角的"),
        ("a: b\nunit：u\n", "2:5: : 格式有误：冒号是全角的"),
        ("a: b\nname:甲\nc: d", "2:5: : 格式有误：冒号之后须有一个空格"),
        ("- a: b\n\u3000c: d", "2:1: : 格式有误：行首有全角空格"),
        (
            "a: {b: c，d: e}",
            "1:11: : 格式有误：花括号 { } 没有配对，或各项之间缺少逗号；逗号和冒号",
        ),
        ("a: `b", "1:4: : 格式有误：此处不能以该字符开头"),
        ("%FOO\n---\na: b", "1:5: : 格式有误：不支持以 % 开头的指令行"),
        ("- a\n- b", "1:1: : 文件应由 jurisdiction、units、accounts 等字段组成"),
        ("城关发布", "1:1: : 文件应由 jurisdiction、units、accounts 等字段组成"),
        ("", "1:1: : 文件中没有内容"),
        ("# 空\n", "1:1: : 文件中没有内容"),
        ("a: \x01", "1:4: : 含有不可见的控制字符（U+0001）"),
        ("甲: 乙\n丙: \x00", "2:4: : 含有不可见的控制字符（U+0000）"),
        ("- " * 100_000, "1:27: : 嵌套超过 12 层"),
        ("a: " + "[" * 100_000, "1:16: : 嵌套超过 12 层"),
        ("甲: 乙\n城关: 发布".encode("gb18030"), "1:1: : 文件不是 UTF-8 编码（像是 GBK）"),
        ("甲: 乙\n".encode() + b"ab\xff", "2:3: : 文件不是 UTF-8 编码（也不像其他常用的文字编码）"),
        (b"\xef\xbb\xbfab\xff", "1:3: : 文件不是 UTF-8 编码"),
        ("a: b".encode("utf-16"), "1:1: : 文件不是 UTF-8 编码（像是 UTF-16）"),
        (b"#" * (5 * 1024**2 + 1), "1:1: : 文件有 5.0 MB，名单不应超过 5 MB"),
    ],
)
def test_a_file_that_is_no_register_is_one_fault(
    faults: Faults, text: str | bytes, problem: str
) -> None:
    (found,) = faults(text)

    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("status：closing", "不认识的字段 status：closing"),
        ("staus: ", "不认识的字段 staus，是否为 status"),
    ],
)
def test_a_misspelt_key_without_value_is_not_passed_over(
    faults: Faults, more: str, problem: str
) -> None:
    (found,) = faults(
        "jurisdiction: {name: 某县}\nunits: [{id: u, name: 某局}]\n"
        f"accounts: [{{id: a, name: 甲, platform: app, unit: u, {more}}}]\n"
    )

    assert problem in found


def test_a_file_at_the_size_limit_is_read(faults: Faults) -> None:
    text = county(top="# ").encode()

    found = faults(text + b"x" * (5 * 1024**2 - len(text)))

    assert found == []


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("&a {name: 高台县}", "1:15: jurisdiction: 不支持用 & 定义锚点，请逐项写明"),
        ("{name: !!str 高台县}", "1:22: jurisdiction.name: 不支持以 ! 开头的类型标记"),
        ("{<<: {code: x}, name: 高台县}", "1:16: jurisdiction.<<: 不支持用 << 合并字段"),
        ("{[code]: x, name: 高台县}", "1:16: jurisdiction.?: 字段名应为文字"),
        ("{name: *a}", "1:22: jurisdiction.name: 不支持用 * 引用别处的内容，请逐项写明"),
        ("{*a : x, name: 高台县}", "1:16: jurisdiction: 不支持用 * 引用别处的内容，请逐项写明"),
        ("*a", "1:15: jurisdiction: 不支持用 * 引用别处的内容，请逐项写明"),
        ("", "1:14: jurisdiction: 不能为空"),
        ("{}", "1:15: jurisdiction.name: 缺少必填项 name"),
        ("高台县", "1:15: jurisdiction: 应为“字段: 值”的形式"),
    ],
)
def test_yaml_that_means_something_elsewhere_is_refused_once(
    faults: Faults, written: str, problem: str
) -> None:
    text = county().replace("{name: 高台县}", written)

    (found,) = faults(text)

    assert found.startswith(problem)


def test_missing_sections_are_named_at_the_start(faults: Faults) -> None:
    found = faults("# 名单\npace: {default: 2s}")

    assert found == [
        f"2:1: {key}: 缺少必填项 {key}" for key in ("jurisdiction", "units", "accounts")
    ]


def test_missing_keys_stand_at_their_parent(faults: Faults) -> None:
    found = faults("jurisdiction: {name: 高台县}\nunits: []\naccounts:\n  - {id: jia}")

    assert found == [
        f"4:5: accounts[jia].{key}: 缺少必填项 {key}" for key in ("name", "platform", "unit")
    ]


def test_a_unit_with_a_fault_is_still_known_to_its_accounts(faults: Faults) -> None:
    found = faults(county().replace("kind: town", "knd: town"))

    assert found == ["3:36: units[chengguan].knd: 不认识的字段 knd，是否为 kind"]


def test_a_second_unit_of_the_same_id_names_the_first(faults: Faults) -> None:
    twin = "  - {id: chengguan, name: 甲}\naccounts:"

    found = faults(county().replace("accounts:", twin))

    assert found == ["4:10: units[chengguan].id: 标识 chengguan 重复，第 3 行已经用过"]


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
        f"{path}:7:15: {ACCOUNT}.platform: 不认识的平台 wechta，是否为 wechat"
    )


def test_a_place_that_holds_no_file_is_one_fault(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "none.yaml", "文件不存在"), (tmp_path, "这是一个目录")):
        with pytest.raises(RegistryError) as caught:
            load(path, KNOWN)

        assert said in caught.value.problems[0].message


def test_a_device_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="这不是普通文件"):
        load(Path("/dev/zero"), KNOWN)


def test_a_path_that_the_system_refuses_is_a_fault() -> None:
    with pytest.raises(RegistryError, match="文件"):
        load(Path("a\0b"), KNOWN)


@pytest.mark.parametrize(
    "said", ["{full: -1}", "{failed: {marks: -0.5}}", "{overdue: {marks: -1}}"]
)
def test_no_marks_are_given_for_a_fault(faults: Faults, said: str) -> None:
    assert any("score: 分数不能为负数" in one for one in faults(f"score: {said}\n{county()}"))
