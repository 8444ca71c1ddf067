"""An import hook that puts a word into every Chinese sentence of the program.

Whatever module is imported after `install`, its literals are altered on the way: a sentence that
is written tomorrow is altered as well. What is left alone is vocabulary for reading the outside,
and it is listed here with its reasons; a sentence that is compared with what was stored earlier
is no such vocabulary, and the test is to find it.
"""

import ast
import importlib.machinery
import re
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import CodeType, ModuleType
from typing import Any
from zlib import crc32

WORD = "谨"
ENUMS = frozenset({"Enum", "IntEnum", "StrEnum", "Named"})
ROOMS = ("monitor", "checks", "reports")
CHINESE = "[\u4e00-\u9fff]"
SIGN = re.compile(CHINESE)  # one alone is a unit: 天, 个, 是
UNLIKE = 0x8F00  # from here on signs that hardly anybody writes
PARTS = re.compile(r"(\{[%{#].*?[%}#]\})", re.DOTALL)  # of a template: what is no text
VOCABULARY = {  # what others write, and we read: rooms, modules, constants of modules; and why
    "monitor.parsing.dates": "dates as platforms and people write them",
    "monitor.registry.ledger": "the office's ledgers: heads and names as offices write them",
    "monitor.parsing.vocabulary": "states and platforms as offices write them",
    "monitor.parsing.unit_names": "units as offices write them",
    "monitor.parsing.tables": "cells, heads and totals as people fill them in",
    "monitor.sources.block_pages": "what refusals, gates and closed accounts say",
    "monitor.model.recurrence": "times in accounts.yaml: 每周四 09:00",
    "monitor.model.period:FORMS": "periods as people write them: 2021年第四季度",
    "monitor.model.schedule": "times where accounts.yaml names none, read as those are",
    "monitor.registry.parse.fields": "words in accounts.yaml: 是, 停用",
    "monitor.cases.wording_errors:COLUMNS": "heads of other people's lists",
    "monitor.system.migrations_views": "names of views and columns, which their own text refers to",
    "monitor.system.migrations_identity": "what the sentences of earlier releases meant",
    "monitor.cases.case:SYSTEM_ACTOR": "stands in rows as who took a step",
    "monitor.verdicts.checklist_rules:SHORT": "what is typed for an item: 互动=否",
}


def reword(text: str, module: str) -> str:
    """Return *text* with a word put in, where it is more than a single sign.

    It is another word in each *module*: what two of them spell alike is not the same any more.
    """
    signs = [found.end() for found in SIGN.finditer(text)]
    if len(signs) < 2:
        return text
    after = signs[crc32(text.encode()) % len(signs)]
    return f"{text[:after]}{WORD}{chr(UNLIKE + crc32(module.encode()) % 4096)}{text[after:]}"


def template(text: str, name: str) -> str:
    """Return a template with a word in each piece of its text, none in what it computes."""
    parts = PARTS.split(text)
    return "".join(part if n % 2 else reword(part, name) for n, part in enumerate(parts))


class _Literals(ast.NodeTransformer):
    """Alters the literals of a module, but for patterns, formats and the values of enums.

    *module*: some of its constants may be listed as vocabulary.
    """

    def __init__(self, module: str) -> None:
        self.module = module

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        if any(f"{self.module}:{name}" in VOCABULARY for name in names):
            return node
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            return ast.copy_location(ast.Constant(reword(node.value, self.module)), node)
        return node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        node.value = self.visit(node.value)  # its format stays: %Y年%m月%d日
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        function = node.func
        of = function.value if isinstance(function, ast.Attribute) else None
        if isinstance(of, ast.Name) and of.id == "re":  # a pattern reads
            return node
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        if not any(isinstance(one, ast.Name) and one.id in ENUMS for one in node.bases):
            return self.generic_visit(node)
        node.body = [self._member(one) for one in node.body]
        return node

    def _member(self, node: ast.stmt) -> ast.stmt:
        """The value of a member stands in rows and is typed; the label beside it is words."""
        if not isinstance(node, ast.Assign):
            altered: ast.stmt = self.visit(node)
            return altered
        if isinstance(node.value, ast.Tuple):
            value, *labels = node.value.elts
            node.value.elts = [value, *(self.visit(one) for one in labels)]
        return node


class _Loader(importlib.machinery.SourceFileLoader):
    """Compiles a module with its sentences altered; leaves no such code behind on the disk."""

    def get_code(self, fullname: str) -> CodeType | None:
        path = self.get_filename(fullname)
        source = self.get_data(path).decode()
        if not re.search(CHINESE, source):
            return super().get_code(fullname)
        tree = ast.fix_missing_locations(_Literals(fullname).visit(ast.parse(source)))
        code: CodeType = compile(tree, path, "exec", dont_inherit=True)
        return code


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in ROOMS or is_vocabulary(fullname):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin and spec.origin.endswith(".py"):
            spec.loader = _Loader(fullname, spec.origin)
        return spec


def is_vocabulary(module: str) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in VOCABULARY)


def install() -> None:
    """Alter whatever is imported of the program from now on, and the templates that ship."""
    assert not set(ROOMS) & set(sys.modules)
    sys.meta_path.insert(0, _Finder())

    from jinja2 import PackageLoader

    plain = PackageLoader.get_source

    def get_source(self: Any, environment: Any, name: str) -> Any:
        source, *rest = plain(self, environment, name)
        return (template(source, name), *rest)

    PackageLoader.get_source = get_source  # type: ignore[assignment, method-assign]
