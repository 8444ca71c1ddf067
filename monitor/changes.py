"""What a further issue of a report says otherwise than the one before."""

import json
from collections.abc import Iterator
from typing import Any

from monitor.model import State, Verdict

TOTALS = {
    "registered": "登记账号", "looked": "检查账号", "pass": "合格", "fail": "不合格",
    "unknown": "无法判定", "posts": "发布信息",
}  # fmt: skip
NAMED = 50  # accounts told one by one


def between(before: str, after: str) -> tuple[str, ...]:
    """Return the differences of two frozen figures as sentences."""
    return tuple(_changes(json.loads(before), json.loads(after)))


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for key, word in TOTALS.items():
        was, now = before["total"][key], after["total"][key]
        if was != now:
            yield f"{word}由{was}变为{now}"
    was, now = (one["total"]["pass_rate"]["text"] for one in (before, after))
    if was != now:
        yield f"合格率由{was}变为{now}"
    yield from _accounts(before, after)


def _accounts(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    then = {one["id"]: one for one in before["accounts"]}
    today = {one["id"]: one for one in after["accounts"]}
    said = []
    for id in sorted(then.keys() | today.keys()):
        if id not in today:
            said.append(f"“{then[id]['name']}”不再列入")
        elif id not in then:
            said.append(f"新列入“{today[id]['name']}”，{_word(today[id])}")
        elif _word(then[id]) != _word(today[id]):
            said.append(f"“{today[id]['name']}”由{_word(then[id])}变为{_word(today[id])}")
    yield from said[:NAMED]
    if len(said) > NAMED:
        yield f"另有{len(said) - NAMED}个账号的结论有变化"


def _word(one: dict[str, Any]) -> str:
    verdict = Verdict(one["verdict"]).label if one["verdict"] else "未检查"
    state = State(one["state"]).label if one["state"] else ""
    return f"{verdict}（{state}）" if state and state != verdict else verdict
