"""One page a check: its basis, its options, and its own text."""

import importlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import fields

from checks import CHECKS, name_of
from monitor.model import Check
from monitor.registry.parse.legend import described
from tools.reference.markdown import GENERATED, code, joined, prose, table

HEADINGS = {
    "Looks at": "查看什么（Looks at）",
    "Fails when": "何时不合格（Fails when）",
    "Abstains when": "何时无法判定（Abstains when）",
}
INDEX = """# 检查项

按报告中的次序。每项都有编号和依据，选项写在名单的 `policy:` 中，见[名单](../accounts.md)。各页
的说明取自程序，为英文；中文说明见[结论是怎样得出的](../../verdicts.md)。
"""
SECTION = re.compile(r"^(?P<head>[A-Z][a-z]+ (?:at|when)|Options)$", re.M)
OPTION = re.compile(r"``(\w+)`` \(([^)]*)\): ")


def pages() -> dict[str, str]:
    """Return the pages of all checks, and their index."""
    return {
        "checks/index.md": GENERATED + prose(INDEX) + "\n\n" + overview(page=True) + "\n",
        **{f"checks/{name_of(check)}.md": GENERATED + _page(check) for check in CHECKS},
    }


def overview(*, page: bool = False) -> str:
    """Return the table of all checks."""
    rows = [
        (
            check.rule.code,
            f"[{check.rule.title}]({name_of(check)}.md)" if page else check.rule.title,
            check.rule.basis,
            "，".join(f"{code(name)} {default}" for name, default in _own_options(check)),
        )
        for check in CHECKS
    ]
    return table(("编号", "检查项", "依据", "选项（默认值）"), rows)


def _own_options(check: type[Check]) -> Iterator[tuple[str, object]]:
    for field in fields(check):
        if field.name not in ("basis", "document"):
            yield field.name, field.default


def _page(check: type[Check]) -> str:
    text = inspect.getdoc(importlib.import_module(check.__module__)) or ""
    first, *sections = SECTION.split(text)
    parts = dict(zip(sections[::2], sections[1::2], strict=True))
    name = name_of(check)
    lines = [
        f"# {check.rule.code} {check.rule.title}\n",
        f"名单中的名称：{code(name)}。依据：{check.rule.basis}。\n",
        prose(first) + "\n",
    ]
    for head, title in HEADINGS.items():
        lines += [f"## {title}\n", prose(parts[head]) + "\n"]
    lines += ["## 选项（Options）\n", _options(name, parts["Options"]) + "\n"]
    return "\n".join(lines)


def _options(name: str, text: str) -> str:
    _, *options = OPTION.split(joined(inspect.cleandoc(text)))
    rows = [
        (code(option), code(default), described(f"{name}_options", option), prose(meaning))
        for option, default, meaning in zip(options[::3], options[1::3], options[2::3], strict=True)
    ]
    return table(("选项", "默认值", "说明", "In the program's words"), rows)
