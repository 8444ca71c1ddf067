"""Files that are no register, and those that only just are one."""

from pathlib import Path

import pytest
import yaml

from monitor.model.errors import RegistryError
from monitor.registry import load
from tests.registry.conftest import KNOWN, Faults, county


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
    (fault,) = faults(text)

    assert fault.startswith(problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('甲: "乙\\uFFFF"', "1:4: 甲: 含有不可见的控制字符（U+FFFF），请删去"),
        ('甲: "乙\\x07"', "1:4: 甲: 含有不可见的控制字符（U+0007），请删去"),
        ('甲: ["\\U0001FFFE"]', "1:5: 甲"),
        ('"甲\\0": 乙', "1:1: : 含有不可见的控制字符（U+0000），请删去"),
        ('甲: "\\ud83d"', "1:"),
    ],
)
def test_what_no_file_can_hold_is_refused_where_it_is_written_as_an_escape(
    faults: Faults, text: str, problem: str
) -> None:
    assert any(fault.startswith(problem) for fault in faults(text))


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

    (fault,) = faults(text)

    assert fault.startswith(problem)


def test_a_place_that_holds_no_file_is_one_fault(tmp_path: Path) -> None:
    for path, text in (
        (tmp_path / "none.yaml", f"在目录 {tmp_path} 中没有这个文件"),
        (tmp_path, "这是一个目录"),
    ):
        with pytest.raises(RegistryError) as caught:
            load(path, KNOWN)

        assert text in caught.value.problems[0].message


@pytest.mark.parametrize(
    "name", ["accounts.yaml.txt", "accounts.txt", "accounts.yml", "accounts.yaml.yaml"]
)
def test_a_file_that_an_editor_named_otherwise_is_pointed_out(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()

    with pytest.raises(RegistryError, match=f"中有 {name}，请把它改名为 accounts.yaml"):
        load(tmp_path / "accounts.yaml", KNOWN)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=f"没有目录 {tmp_path / 'none'}"):
        load(tmp_path / "none" / "accounts.yaml", KNOWN)


def test_a_device_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="这不是普通文件"):
        load(Path("/dev/zero"), KNOWN)


def test_a_path_that_the_system_refuses_is_a_fault() -> None:
    with pytest.raises(RegistryError, match="文件"):
        load(Path("a\0b"), KNOWN)


SLIPS = [
    "units: [{id: a, name: 甲}\naccounts: []\n",
    "units: [{id: a, name: 甲]\n",
    "units:\n  - {id: a, name: 甲\n",
    "units:\n  - {id: a, name: 甲",
    "units:\n  - id: a\n    name: 甲\n   kind: town\n",
    "units:\n  - id: a\n - id: b\n",
    "units:\n  id: a\n  - b\n",
    "units:\n  - id: a\n  name: 甲\n",
    "units:\n- id: 'a\n  name: 甲\n",
    "units: a: b\n",
    "units\njurisdiction: {}\n",
    "units: @a\n",
    'units: "\\q"\n',
    "units:\n  - {id: a， name: 甲}\n",
    "jurisdiction: {name: 甲, contact: ${A}}\n",
    "units: []\n---\naccounts: []\n",
    "units: &a []\naccounts: *a\n",
    "units: !x []\n",
    "units: []\nunits: []\n",
    "units: [[[[[[[[[[[[[[]]]]]]]]]]]]]]\n",
]


@pytest.mark.parametrize("text", SLIPS)
def test_without_libyaml_a_slip_is_told_alike_and_at_the_same_place(
    faults: Faults, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    told = faults(text)
    monkeypatch.delattr(yaml, "CBaseLoader", raising=False)

    assert told and faults(text) == told
