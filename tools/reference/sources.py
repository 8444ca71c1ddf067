"""The ways of looking: what each reads, whether it may condemn, its fields, its own text."""

import inspect
import sys
from typing import Any

from monitor.sources import KINDS, Source
from tools.reference.markdown import GENERATED, code, prose, table
from tools.reference.register import RegisterSchema

HEAD = """# 来源

账号的 `sources:` 之下写明查看它的途径，可有多个，程序合并判断。能据以认定不更新的来源，认定之前
都要[再次核对](../examination.md)；不能的，仍可证明账号有更新。标 * 的字段必填。各节末尾的英文取
自程序。
"""
NAMES = {
    "wechat_official": "公众号自有接口",
    "wechat_album": "公众号合集",
    "wechat_article": "一篇公众号文章（短链接）",
    "weibo_open": "微博账号授权接口",
    "weibo_public": "微博访客页面",
    "douyin_open": "抖音账号授权接口",
    "kuaishou_open": "快手账号授权接口",
    "thepaper": "澎湃号公开列表",
    "netease": "网易号公开列表",
    "app_store": "苹果应用商店的版本信息",
    "feed": "RSS、Atom、JSON 订阅，可附桥接探测",
    "webpage": "网页栏目",
}
VOUCHES = {
    "wechat_official": "能，至昨日为止",
    "wechat_album": "不能",
    "wechat_article": "不能",
    "weibo_open": "能",
    "weibo_public": "不能",
    "douyin_open": "能",
    "kuaishou_open": "能",
    "thepaper": "不能",
    "netease": "不能",
    "app_store": "不能，也不能证明有更新",
    "feed": "不能；`own: true`（本单位网站自己发布）时能",
    "webpage": "能，列表带日期且有序时",
}


def overview() -> str:
    """Return the table of all sources."""
    rows = [(code(kind), NAMES[kind], VOUCHES[kind]) for kind in KINDS]
    return table(("来源", "看什么", "能否据以认定不更新"), rows)


def page() -> str:
    """Return the page of all sources."""
    schema = RegisterSchema()
    sections = [_section(schema, kind, source) for kind, source in KINDS.items()]
    return GENERATED + prose(HEAD) + "\n\n" + overview() + "\n\n" + "\n".join(sections)


def _section(schema: RegisterSchema, kind: str, source: type[Source]) -> str:
    platforms = "、".join(sorted(platform.label for platform in source.platforms)) or "不限"
    hosts = "、".join(map(code, source.hosts)) or "名单所写网址的主机"
    shape: dict[str, Any] = schema.whole["$defs"][f"{kind}_source"]
    lines = [
        f"## {kind}：{NAMES[kind]}\n",
        f"能否据以认定不更新：{VOUCHES[kind]}。适用平台：{platforms}。访问的主机：{hosts}。\n",
        schema.fields(shape, without=("kind",)) + "\n",
    ]
    if bridge := shape["properties"].get("bridge"):
        inner = next(choice for choice in bridge["anyOf"] if "$ref" in choice)
        lines += ["`bridge` 之下：\n", schema.fields(inner) + "\n"]
    lines += [prose(_text(source)) + "\n"]
    return "\n".join(lines)


def _text(source: type[Source]) -> str:
    module = inspect.getdoc(sys.modules[source.__module__]) or ""
    return f"{module}\n\n{inspect.getdoc(source) or ''}"
