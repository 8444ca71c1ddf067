"""What staff read when accounts.yaml is wrong: one sentence a fault, in their own terms."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

EMPTY = "不能为空"
TOO_LONG = "文字过长，最多{longest}字"
REPEATED_ID = "标识 {value} 重复，第 {line} 行已经用过"
REPEATED_ELSEWHERE = "标识 {value} 重复，{file} 第 {line} 行已经用过"
REPEATED_CODE = "行政区划代码 {value} 重复，第 {line} 行已经用过"
INVISIBLE = "含有不可见的控制字符（{sign}），请删去"
MISSING = "缺少必填项 {key}"
ALIKE = 0.65  # below this the likely name is likely another one
MOST_COMPARED = 300  # comparing each wrong word with more names would take minutes
SYNTAX = {  # a part of libyaml's own words → ours
    "tab character": "缩进不能使用制表符（Tab），请改用空格",
    "cannot start any token": "此处不能以该字符开头；文字以 @ % ` 或制表符开头的须加引号",
    "mapping values are not allowed": "此处不应出现冒号，请核对缩进；文字含“冒号加空格”须加引号",
    "sequence entries are not allowed": "此处不应出现列表项“- ”，请核对缩进",
    "could not find expected ':'": "字段名之后缺少冒号",
    "unexpected end of stream": "引号没有配对",
    "expected ',' or '}'": "花括号 { } 没有配对，或各项之间缺少逗号",
    "expected ',' or ']'": "方括号 [ ] 没有配对，或各项之间缺少逗号",
    "expected node content": "此处缺少内容，请核对括号是否配对",
    "expected the node content": "此处缺少内容，请核对括号是否配对",
    "expected key": "缩进与上一行不一致，或此处缺少字段名",
    "expected '-' indicator": "列表项的缩进不一致，或此处缺少“- ”",
    "unknown escape": "双引号内的反斜杠 \\ 须写成 \\\\，或改用单引号",
    "directive": "不支持以 % 开头的指令行",
}
FULL_COLON = "冒号是全角的“：”，应为半角“:”加一个空格"
SLIPS = {  # of the hand, in one line; the place is that of the group
    re.compile(r" *(?:- *)?[A-Za-z_]+ *(：)"): FULL_COLON,
    re.compile(r" *(?:- +)?[A-Za-z_]+(:)(?=[^\s/])"): "冒号之后须有一个空格",
    re.compile(r" *(\u3000)"): "行首有全角空格，缩进须用半角空格",
}
TYPES = {  # pydantic's error type → our sentence
    "missing": MISSING,
    "string_type": "应为文字，不应为列表或下级字段",
    "dict_type": "应为“字段: 值”的形式",
    "typed_dict_type": "应为“字段: 值”的形式",
    "mapping_type": "应为“字段: 值”的形式",
    "list_type": "应为以“- ”开头的列表",
    "tuple_type": "应为以“- ”开头的列表",
}


def syntax(problem: str, near: str, context: str = "") -> str:
    """Say in Chinese what the parser found wrong; *near* is the line in question.

    *context*: what it was at; without libyaml, Python's own parser tells two faults by it alone.
    """
    if problem.startswith("expected <block end>"):
        problem = "expected '-' indicator" if "collection" in context else "expected key"
    if near.lstrip(" ").startswith("\t"):
        problem = "tab character"
    sentence = next((ours for theirs, ours in SYNTAX.items() if theirs in problem), "")
    sentence = sentence or "此处不符合 YAML 格式，请核对缩进、冒号后的空格、括号和引号"
    if "expected ',' or" in problem and re.search("[，：]", near):
        sentence += "；逗号和冒号须用半角"
    if "${" in near and "{" in near.replace("${", "", 1):
        sentence += "；花括号内的 ${…} 须加双引号"
    return f"格式有误：{sentence}"


def invalid(error: Mapping[str, Any]) -> str:
    """Say in Chinese what a validation error means."""
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "missing":
        return MISSING.format(key=error["loc"][-1])
    if error.get("input") == "":
        return EMPTY
    if kind == "literal_error":
        choices = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        return unknown("值", str(error["input"]), choices)
    return TYPES.get(kind, "填写的内容不符合要求")


def unknown(what: str, word: str, choices: Iterable[str]) -> str:
    """Say that *word* is none of *choices*, with the likely one or, if few, all of them."""
    names = choices if isinstance(choices, list) else list(choices)
    return f"不认识的{what} {shown(word)}{hint(word, names)}"


def hint(word: str, names: list[str]) -> str:
    """Return ``，是否为 …`` or the whole choice."""
    lowered = word.lower().replace("_", "-")
    few = names if len(names) <= MOST_COMPARED else ()
    alike = {name.lower().replace("_", "-"): name for name in few}
    near = get_close_matches(lowered, alike, n=1, cutoff=ALIKE)
    if near:
        return f"，是否为 {shown(alike[near[0]])}"
    if not names:
        return ""
    listed = "、".join(map(shown, names[:20])) + ("等" if len(names) > 20 else "")
    return f"，可选：{listed}"


def shown(word: str) -> str:
    """Return *word* fit for one line of a message."""
    flat = "".join(char if char.isprintable() else "·" for char in word)
    return flat if len(flat) <= 40 else flat[:40] + "…"
