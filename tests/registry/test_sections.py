"""Faults of whole sections and of units: their places, and what is missing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.model.cluster import Cluster
from monitor.registry import Registry, load
from tests.registry.conftest import Faults, county

Good = Callable[[str | bytes], Registry]


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
        ("schedule: {cluster: 10.0.0.5}", "9:21: schedule.cluster: 应写成 tls://主机:端口，"),
        (
            "schedule: {cluster: 'tcp://10.0.0.5:8786'}",
            "9:21: schedule.cluster: 不在本机的集群须加密",
        ),
        (
            "schedule: {cluster: 'tls://10.0.0.5:8786'}",
            "9:21: schedule.cluster: 加密的集群须写明证书目录",
        ),
        ("schedule: {certificates: 证书}", "9:26: schedule.certificates: 须与 cluster 同用"),
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
        ("counties: x", "9:11: counties: 应为以“- ”开头的列表"),
        (
            "counties: [{code: 62072, name: 甲县}]",
            "9:19: counties[#1].code: 行政区划代码 62072 应为六位数字",
        ),
        (
            "counties: [{code: 一二三四五六, name: 甲县}]",
            "9:19: counties[#1].code: 行政区划代码 一二三四五六 应为六位数字",
        ),
        ("counties: [{code: 620724}]", "9:12: counties[#1].name: 缺少必填项 name"),
        (
            "counties: [{code: 620724, name: 甲县}, {code: '620724', name: 乙县}]",
            "9:45: counties[#2].code: 行政区划代码 620724 重复，第 9 行已经用过",
        ),
        ("---\na: b", "9:1: : 只能有一份文档，请删去此处的 ---"),
    ],
)
def test_a_fault_of_another_section_names_its_place(faults: Faults, top: str, problem: str) -> None:
    (fault,) = faults(county(top=top))

    assert fault.startswith(problem)


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


def test_the_certificates_of_a_cluster_stand_beside_the_register(good: Good) -> None:
    top = "schedule: {cluster: 'tls://10.0.0.5:8786', certificates: 证书}"
    registry = good(county(top=top))
    assert registry.schedule.cluster == Cluster(
        address="tls://10.0.0.5:8786", certificates=str(registry.path.parent / "证书")
    )
    assert good(county()).schedule.cluster is None


def test_a_city_without_accounts_names_its_counties_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(
        "jurisdiction: {name: 甲市, code: 629900}\n"
        "counties:\n  - {code: 629924, name: 乙县}\n  - {code: 629900, name: 市直}\n"
        "units: []\naccounts: []\n",
        "utf-8",
    )

    register = load(path)

    assert [(county.code, county.name) for county in register.counties] == [
        ("629924", "乙县"),
        ("629900", "市直"),
    ]
    assert register.accounts == ()
