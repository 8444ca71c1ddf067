"""accounts.yaml, section by section, from the schema that editors are given."""

from collections.abc import Iterator, Mapping
from typing import Any

from checks import CHECKS, name_of
from monitor.registry.parse.json_schema import schema
from tools.reference.markdown import GENERATED, code, prose, table

Node = Mapping[str, Any]

HEAD = """# 名单 accounts.yaml

名单是一个 YAML 文件，含以下各节；标 * 的必须有。改动之后用 `monitor accounts validate` 校验，错
误连同行、列一次列出。 `monitor accounts schema` 输出本页所据的 JSON Schema，供编辑器提示。密钥
一律写成 `${名称}`，值放在 `secrets.yaml` 或环境变量中。
"""
TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "是否",
    "null": "空",
    "array": "列表",
    "object": "一组字段",
}
YES_OR_NO = {"true", "yes", "是", "false", "no", "否"}


class RegisterSchema:
    """The schema, and the shapes that it refers to by name."""

    def __init__(self) -> None:
        self.whole = schema()

    def shape(self, node: Node) -> Node:
        """Return the shape that *node* names, or itself."""
        name = str(node.get("$ref", "")).rpartition("/")[2]
        definition: Node = self.whole["$defs"][name] if name else node
        return definition

    def fields(self, node: Node, *, without: tuple[str, ...] = ()) -> str:
        """Return the table of a section's fields."""
        shape = self.shape(node)
        needed = shape.get("required", ())
        rows = [
            (
                code(name) + ("\\*" if name in needed else ""),
                self.kind(field),
                self.about(field),
            )
            for name, field in shape.get("properties", {}).items()
            if name not in without
        ]
        return table(("字段", "类型", "说明"), rows) if rows else "没有字段。"

    def about(self, node: Node) -> str:
        """Return what is said of a field, and of the words that may stand in its list."""
        description = str(node.get("description") or self.shape(node).get("description") or "")
        words = node.get("items", {}).get("description", "")
        return f"{description}：{words}" if words and "enum" in node["items"] else description

    def kind(self, node: Node) -> str:
        """Return in few words what may stand at *node*."""
        node = self.shape(node)
        if "enum" in node:
            return "是否" if set(node["enum"]) == YES_OR_NO else _listed(node["enum"])
        if "const" in node:
            return code(node["const"])
        if node.get("format") == "date":
            return "日期"
        if "anyOf" in node or "oneOf" in node:
            kinds = [self.kind(choice) for choice in node.get("anyOf") or node["oneOf"]]
            return " 或 ".join(kind for kind in dict.fromkeys(kinds) if kind != "空")
        if node.get("type") == "array":
            items = node.get("items", {})
            return "列表" if "enum" in items else f"{self.kind(items)}的列表"
        kinds = node.get("type", "object")
        kinds = [kinds] if isinstance(kinds, str) else kinds
        # editors let a number stand where a text is meant: 13800000000
        return "文字" if "string" in kinds else " 或 ".join(TYPES[kind] for kind in kinds)


def page() -> str:
    """Return the page of the whole file."""
    schema = RegisterSchema()
    return GENERATED + prose(HEAD) + "\n\n" + "\n".join(_sections(schema))


def _sections(schema: RegisterSchema) -> Iterator[str]:
    yield "## 各节\n"
    yield schema.fields(schema.whole) + "\n"
    for name, node in schema.whole["properties"].items():
        yield f"## {name}：{node['description']}\n"
        yield from _section(schema, name, node)


def _section(schema: RegisterSchema, name: str, node: Node) -> Iterator[str]:
    if name == "policy":
        yield from _policy(schema, node)
    elif name == "endpoints":
        yield "只用于演示和测试：把某类来源的地址换成本机的替代服务。正式使用时请删去。\n"
        yield "可写的来源类型：" + "、".join(map(code, schema.shape(node)["properties"])) + "。\n"
    elif name == "pace":
        yield "键为主机名（`default` 为其余各主机），值如 `2s`、`500ms`、`1m`，`0` 为不限。\n"
    elif name == "channels":
        yield "键为通道名称，自取；`kind` 为通道类型，字段因类型而异。\n"
        yield from _kinds(schema, node["additionalProperties"])
    elif name == "accounts":
        account, _ = node["items"]["anyOf"]  # an account, or the name of other files
        yield from _account(schema, account)
    else:
        yield schema.fields(node.get("items", node)) + "\n"
        yield from _inner(schema, node.get("items", node))


def _policy(schema: RegisterSchema, node: Node) -> Iterator[str]:
    shape = schema.shape(node)
    yield (
        "键为检查项，值为它的选项；`platforms` 之下按平台另定，单个账号在其 `policy` 中另定，"
        "越具体的越优先。\n"
    )
    rows = [
        (
            code(name_of(check)),
            check.rule.code,
            f"[{check.rule.title}](checks/{name_of(check)}.md)",
            "、".join(map(code, schema.shape(shape["properties"][name_of(check)])["properties"])),
        )
        for check in CHECKS
    ]
    yield table(("键", "编号", "检查项", "选项"), rows) + "\n"
    platforms = schema.shape(shape["properties"]["platforms"])["properties"]
    yield (
        "`platforms` 之下可写："
        + "、".join(f"{code(name)}（{field['description']}）" for name, field in platforms.items())
        + "。\n"
    )


def _account(schema: RegisterSchema, node: Node) -> Iterator[str]:
    yield schema.fields(node) + "\n"
    yield from _inner(schema, node)
    yield (
        "来源 `sources` 的字段因类型而异，见[来源](sources.md)；"
        "`policy` 之下为检查项，同 `policy` 一节。\n"
    )


def _inner(schema: RegisterSchema, node: Node) -> Iterator[str]:
    """Yield the tables of what stands within a section's fields, a table for all that are alike."""
    names_by_fields: dict[str, list[str]] = {}
    for name, field in schema.shape(node).get("properties", {}).items():
        inner = schema.shape(field)
        if "properties" in inner and name != "policy":
            names_by_fields.setdefault(schema.fields(inner), []).append(name)
    for fields, names in names_by_fields.items():
        yield f"### {'、'.join(names)} 的字段\n"
        yield fields + "\n"


def _kinds(schema: RegisterSchema, node: Node) -> Iterator[str]:
    """Yield what all kinds of channels have, then what each has of its keys."""
    shapes = {kind: {"$ref": name} for kind, name in node["discriminator"]["mapping"].items()}
    keys = [schema.shape(shape)["properties"].keys() for shape in shapes.values()]
    common = set.intersection(*map(set, keys))
    first = schema.shape(next(iter(shapes.values())))
    yield "各类通道都有 `kind`，以及：\n"
    yield schema.fields(first, without=tuple({*first["properties"]} - common | {"kind"})) + "\n"
    for kind, shape in shapes.items():
        yield f"### {kind}\n"
        yield schema.fields(shape, without=tuple(common)) + "\n"


def _listed(values: list[object]) -> str:
    return "、".join(map(code, values))
