"""What editors are told of accounts.yaml agrees with what the loader takes."""

import json
from typing import Any

from monitor.model import Platform
from monitor.registry.available_kinds import AvailableKinds
from monitor.registry.parse.json_schema import schema
from monitor.registry.parse.shapes import SECTIONS
from tests.registry.conftest import KNOWN, Feed


def resolved(node: Any, root: dict[str, Any]) -> Any:
    """Follow one reference."""
    return root["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node


def at(*path: str) -> Any:
    """Return what the schema says of one place; lists are stepped into."""
    root = schema(KNOWN)
    node: Any = root
    for step in path:
        node = resolved(resolved(node, root)["properties"][step], root)
        node = resolved(node["items"], root) if node.get("type") == "array" else node
        node = resolved(node["anyOf"][0], root) if "anyOf" in node else node  # or other files
    return node


def test_the_sections_are_those_of_the_loader() -> None:
    whole = schema(KNOWN)

    assert whole["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(whole["properties"]) == list(SECTIONS)
    assert whole["required"] == ["jurisdiction", "units", "accounts"]
    assert whole["additionalProperties"] is False


def test_an_account_offers_its_words_with_their_labels() -> None:
    platform = at("accounts")["properties"]["platform"]

    assert platform["enum"][: len(Platform)] == [one.value for one in Platform]
    assert {"微信", "公众号", "视频号", "其他"} < set(platform["enum"])
    assert "百家号" not in platform["enum"]
    assert at("accounts")["required"] == ["id", "name", "platform", "unit"]


def test_in_the_place_of_an_account_other_files_may_be_named() -> None:
    whole = schema(KNOWN)
    _, files = whole["properties"]["accounts"]["items"]["anyOf"]

    assert files["type"] == "string" and files["pattern"] == r"\.ya?ml$"


def test_each_kind_of_source_is_described() -> None:
    sources = at("accounts")["properties"]["sources"]["items"]
    root = schema(KNOWN)
    feed, weibo = (resolved(one, root) for one in sources["oneOf"])

    assert feed["properties"]["kind"]["const"] == "feed"
    assert feed["required"] == ["kind", "url"]
    assert feed["additionalProperties"] is False
    assert weibo["required"] == ["kind", "uid", "token"]
    assert "网址" in feed["properties"]["url"]["description"]


def test_each_option_of_a_check_is_described() -> None:
    for place in (("policy",), ("policy", "platforms", "weibo")):
        options = at(*place, "silent_account")["properties"]
        assert options["max_days"]["type"] == "integer"
        assert "多少天" in options["max_days"]["description"]
        assert "basis" in options


def test_every_field_has_a_chinese_description() -> None:
    text = json.dumps(schema(KNOWN), ensure_ascii=False)
    whole = json.loads(text)

    for shape in [whole, *whole["$defs"].values()]:
        for name, field in shape.get("properties", {}).items():
            described = field.get("description", "") or resolved(field, whole).get(
                "description", ""
            )
            assert any("\u4e00" <= char <= "\u9fff" for char in described), name


def test_one_kind_or_none_makes_a_schema_too() -> None:
    for kinds in ({}, {"feed": Feed}):
        assert schema(AvailableKinds(kinds=kinds, checks={}))["properties"]["accounts"]
