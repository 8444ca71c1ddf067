"""The section `network`: proxy, certificates, and what is conceded to old hosts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.registry import Registry
from tests.http import tls
from tests.registry.conftest import Faults, county

Good = Callable[[str | bytes], Registry]


def test_all_of_it_may_be_said(good: Good, tmp_path: Path) -> None:
    tls.pem(tmp_path, tls.root())
    registry = good(
        county(
            top="network:\n  allow_private: true\n  proxy: http://bgs:${PROXY_PW}@10.0.0.1:8080/\n"
            "  ca_file: ca.pem\n  legacy_tls: [WWW.linhe.gov.cn, 10.0.0.9]"
        )
    )

    assert registry.allow_private
    assert registry.network.proxy == "http://bgs:${PROXY_PW}@10.0.0.1:8080/"
    assert registry.network.ca_file == tmp_path / "ca.pem"
    assert registry.network.legacy_tls == {"www.linhe.gov.cn", "10.0.0.9"}
    assert "PROXY_PW" in registry.secret_names


def test_nothing_of_it_need_be_said(good: Good) -> None:
    network = good(county()).network

    assert (network.proxy, network.ca_file, network.legacy_tls) == ("", None, frozenset())
    assert not network.allow_private


def test_a_file_may_stand_elsewhere(good: Good, tmp_path: Path) -> None:
    path = tls.pem(tmp_path, tls.root(), name="其他.pem")

    assert good(county(top=f"network: {{ca_file: '{path}'}}")).network.ca_file == path


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("proxy: 10.0.0.1:8080", "9:18: network.proxy: 网址须以 http:// 或 https:// 开头"),
        ("proxy: 'socks5://10.0.0.1'", "9:18: network.proxy: 网址须以 http:// 或 https:// 开头"),
        ("proxy: 'http://a/b'", "9:18: network.proxy: 只写协议、主机和端口"),
        ("proxy: 'http://a?x=1'", "9:18: network.proxy: 只写协议、主机和端口"),
        ("proxy: 'http://${HOST}:1'", "9:18: network.proxy: 网址的主机名须写明"),
        ("proxy: 'http://${pw}@a'", "9:18: network.proxy: 密钥名只能由大写字母"),
        ("proxy: ''", "9:18: network.proxy: 不能为空"),
        ("ca_file: gone.pem", "9:20: network.ca_file: 文件 gone.pem 不存在，请核对路径"),
        ("ca_file: .", "9:20: network.ca_file: 这是一个目录，应为 PEM 证书文件"),
        ("ca_file: accounts.yaml", "9:20: network.ca_file: 文件 accounts.yaml 中没有可用的 PEM"),
        ("ca_file: ''", "9:20: network.ca_file: 不能为空"),
        ("ca_file: [a]", "9:20: network.ca_file: 应为文字"),
        ("legacy_tls: a.cn", "9:23: network.legacy_tls: 应为以“- ”开头的列表"),
        ("legacy_tls: ['https://a.cn']", "9:24: network.legacy_tls[#1]: 应为主机名"),
        ("legacy_tls: [a.cn, 'b.cn:443']", "9:30: network.legacy_tls[#2]: 应为主机名"),
        ("legacy_tls: ['*']", "9:24: network.legacy_tls[#1]: 应为主机名"),
    ],
)
def test_a_fault_names_its_place(faults: Faults, written: str, problem: str) -> None:
    (fault,) = faults(county(top=f"network: {{{written}}}"))

    assert fault.startswith(problem)
