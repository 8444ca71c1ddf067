"""The parts of the READMEs that come from the program; ``python -m tests.readme`` rewrites them."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from checks import CHECKS
from monitor.sources import KINDS

ROOT = Path(__file__).parents[1]
FILES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
RECORDING = ROOT / "samples" / "gaotai-2021-12-31.warc.gz"
LINES = 26

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


def printed(*words: str, columns: int) -> str:
    """Return what the program prints at a width."""
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "-C", str(ROOT), *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": str(columns), "PYTHONIOENCODING": "utf-8"},
    )
    return done.stdout


def sample() -> str:
    lines = printed("check", "--replay", str(RECORDING), columns=88).splitlines()[:LINES]
    return "```\n" + "\n".join(line.rstrip() for line in lines) + "\n…\n```"


def help_text() -> str:
    return "```\n" + printed("--help", columns=88).rstrip() + "\n```"


def checks() -> str:
    rows = ["| 编号 | 检查项 | 依据 | 选项（默认值） |", "| --- | --- | --- | --- |"]
    for check in CHECKS:
        options = "，".join(
            f"`{field.name}` {field.default}"
            for field in fields(check)
            if field.name not in ("basis", "document")
        )
        rows.append(f"| {check.rule.code} | {check.rule.title} | {check.rule.basis} | {options} |")
    return "\n".join(rows)


def sources() -> str:
    rows = ["| 来源 | 看什么 | 能否据以认定不更新 |", "| --- | --- | --- |"]
    rows += [f"| `{kind}` | {NAMES[kind]} | {VOUCHES[kind]} |" for kind in KINDS]
    return "\n".join(rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "sample": sample,
    "help": help_text,
    "checks": checks,
    "sources": sources,
}


def rewritten(text: str) -> str:
    """Return *text* with every block as the program says it now."""
    for name, block in BLOCKS.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        said = block().replace("\\", r"\\")
        text = re.sub(pattern, rf"\g<1>{said}\n\g<2>", text, flags=re.S)
    return text


if __name__ == "__main__":
    for path in FILES:
        path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")
