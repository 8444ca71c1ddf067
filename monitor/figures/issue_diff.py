"""Differences between two issues of a report."""

from collections.abc import Iterator

from monitor.figures import frozen
from monitor.figures.frozen import AccountFields, CountyFields, FrozenFigures, RowFields

NAMED = 50  # accounts listed one by one
COUNTED = (
    ("登记账号", "registered"),
    ("合格", "pass"),
    ("不合格", "fail"),
    ("无法判定", "unknown"),
)


def between(before: str, after: str) -> tuple[str, ...]:
    """Return the differences of two frozen figures as sentences."""
    return tuple(_changes(frozen.read(before), frozen.read(after)))


def _changes(before: FrozenFigures, after: FrozenFigures) -> Iterator[str]:
    then, today = _totals(before["total"]), _totals(after["total"])
    for (word, was), (_, now) in zip(then, today, strict=True):
        if was != now:
            yield f"{word}由{was}变为{now}"
    rate, rate_now = before["total"]["pass_rate"], after["total"]["pass_rate"]
    same = (rate["part"], rate["whole"]) == (rate_now["part"], rate_now["whole"])
    if not same and rate["text"] != rate_now["text"]:
        yield f"合格率由{rate['text']}变为{rate_now['text']}"
    yield from _counties(before, after)
    yield from _accounts(before, after)


def _counties(before: FrozenFigures, after: FrozenFigures) -> Iterator[str]:
    """Yield which counties of a city reported since, or reported something else."""
    earlier = {county["code"]: county for county in before.get("counties", [])}
    for county in after.get("counties", []):
        was = earlier.pop(county["code"], None)
        if was is None:
            yield f"新列入{county['name']}"
        elif was["reported"] != county["reported"]:
            words = ("未报", "已报")
            change = f"由{words[was['reported']]}变为{words[county['reported']]}"
            yield f"{county['name']}{change}"
        elif county["reported"] and (change := _told(was, county)):
            yield f"{county['name']}{change}"
    for county in earlier.values():
        yield f"{county['name']}不再列入"


def _told(was: CountyFields, county: CountyFields) -> str:
    """Return what became of a county's numbers, or that its file is another with the same."""
    changes = [
        f"{words}由{was.get(name)}变为{county.get(name)}"
        for words, name in COUNTED
        if was.get(name) != county.get(name)
    ]
    if changes:
        return "，".join(changes)
    same = was.get("bundle", {}).get("sha256") == county.get("bundle", {}).get("sha256")
    return "" if same else "的数据包已更换，各项数字不变"


def _totals(row: RowFields) -> tuple[tuple[str, int], ...]:
    return (
        ("登记账号", row["registered"]),
        ("检查账号", row["looked"]),
        ("合格", row["pass"]),
        ("不合格", row["fail"]),
        ("无法判定", row["unknown"]),
        ("发布信息", row["posts"]),
    )


def _accounts(before: FrozenFigures, after: FrozenFigures) -> Iterator[str]:
    earlier = {account["id"]: account for account in before["accounts"]}
    today = {account["id"]: account for account in after["accounts"]}
    changes = []
    for id in sorted(earlier.keys() | today.keys()):
        if id not in today:
            changes.append(f"“{earlier[id]['name']}”不再列入")
        elif id not in earlier:
            changes.append(f"新列入“{today[id]['name']}”，{_word(today[id])}")
        elif _word(earlier[id]) != _word(today[id]):
            changes.append(f"“{today[id]['name']}”由{_word(earlier[id])}变为{_word(today[id])}")
    yield from changes[:NAMED]
    if len(changes) > NAMED:
        yield f"另有{len(changes) - NAMED}个账号的结论有变化"


def _word(account: AccountFields) -> str:
    verdict = account["verdict"].label if account["verdict"] else "未检查"
    state = account["state"].label if account["state"] else ""
    return f"{verdict}（{state}）" if state and state != verdict else verdict
