"""A register of invented names: N accounts, in one file or in one file a county.

``python -m benchmarks.register N FOLDER [--files M] [--feeds ORIGIN…] [--own] [--unit SIZE]
[--platform P]`` writes ``FOLDER/accounts.yaml``; with ``--files`` its accounts stand in
``FOLDER/counties/``. Platforms are mixed as in Gansu, or all are one. Without ``--feeds`` sources
are those that the platforms have; with it account *n* reads ``ORIGIN/feed/n.xml``, the origins
taken in turn, and ``--own`` lets feeds vouch that they leave nothing out. Written twice, a register
is the same.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from monitor.model import Platform

# of a hundred accounts so many are of each; the first two as Gansu's quarterly bulletins count them
SHARES = {
    Platform.WECHAT: 63,
    Platform.WEIBO: 13,
    Platform.TOUTIAO: 9,
    Platform.DOUYIN: 7,
    Platform.WEBSITE: 4,
    Platform.KUAISHOU: 2,
    Platform.APP: 1,
    Platform.NETEASE: 1,
}
PLATFORMS = tuple(platform for platform, share in SHARES.items() for _ in range(share))
STEP = 37  # has no factor in common with a hundred: platforms alternate as in a real ledger
UNIT = 8  # accounts of a unit
FAMILIES = "王李张刘陈杨赵黄周吴"
GIVEN = ("建国", "秀英", "海燕", "志强", "玉兰", "文博", "晓东", "雪梅")
KINDS = ("town", "department", "institution")
WORKS = ("教育", "卫生", "交通", "水务", "民政", "财政", "文旅", "应急", "林草", "统计")


def write(
    total: int,
    folder: Path,
    *,
    files: int = 0,
    feeds: Sequence[str] = (),
    own: bool = False,
    unit: int = UNIT,
    platform: Platform | None = None,
) -> Path:
    """Write a register of *total* accounts, *unit* to a unit; return its path.

    *files*: how many files of a county it has, none for one file that holds all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "accounts.yaml"
    if not files:
        text = _head() + _county(0, range(total), feeds, own, unit, platform)
        path.write_text(text, encoding="utf-8")
        return path
    (folder / "counties").mkdir(exist_ok=True)
    for county in range(files):
        numbers = range(total * county // files, total * (county + 1) // files)
        file = folder / "counties" / f"county-{county:03}.yaml"
        file.write_text(_county(county, numbers, feeds, own, unit, platform), encoding="utf-8")
    path.write_text(f"{_head()}accounts: [counties/*.yaml]\n", encoding="utf-8")
    return path


def _head() -> str:
    return (
        "jurisdiction: {name: 云岭市, office: 云岭市人民政府办公室, reports_to: 云岭省办公厅}\n"
        "policy:\n  silent_account: {remind_days: 7, max_days: 14, zombie_days: 90}\n"
        "pace: {default: 0}\nschedule: {spread: 0}\n"
    )


def _county(
    county: int,
    numbers: range,
    feeds: Sequence[str],
    own: bool,
    unit: int,
    only: Platform | None,
) -> str:
    """Return the units and accounts of one county."""
    units = range((len(numbers) + unit - 1) // unit)
    lines = ["units:" if units else "units: []"]
    lines += [
        f"  - {{id: c{county:03}-u{n:04}, name: 云岭{county}县{WORKS[n % len(WORKS)]}{n}局, "
        f"kind: {KINDS[n % len(KINDS)]}}}"
        for n in units
    ]
    lines += ["accounts:" if numbers else "accounts: []"]
    for place, number in enumerate(numbers):
        platform = only or PLATFORMS[number * STEP % len(PLATFORMS)]
        id = f"c{county:03}-u{place // unit:04}"
        lines += _account(number, platform, id, county, feeds, own)
    return "\n".join(lines) + "\n"


def _account(
    number: int, platform: Platform, unit: str, county: int, feeds: Sequence[str], own: bool
) -> Iterator[str]:
    work = WORKS[number % len(WORKS)]
    person = FAMILIES[number % len(FAMILIES)] + GIVEN[number % len(GIVEN)]
    yield f"  - id: a{number:06}-{platform}"
    yield f"    name: 云岭{work}{number}"
    yield f"    platform: {platform}"
    yield f"    unit: {unit}"
    yield f"    opened_on: 20{12 + number % 8}-0{1 + number % 9}-15"
    yield f"    filed: {'true' if number % 20 else 'false'}"
    yield f'    contact: {{name: {person}, phone: "1380000{number % 10000:04}"}}'
    if source := _source(number, platform, county, feeds, own):
        yield f"    sources: [{source}]"


def _source(number: int, platform: Platform, county: int, feeds: Sequence[str], own: bool) -> str:
    """Return how the account is seen, empty where a person looks."""
    if feeds:
        origin = feeds[number % len(feeds)].rstrip("/")
        return f"{{kind: feed, url: '{origin}/feed/{number}.xml'{', own: true' if own else ''}}}"
    match platform:
        case Platform.WECHAT:
            return (
                f'{{kind: wechat_official, appid: wx{number:016}, secret: "${{WECHAT_{county}}}"}}'
            )
        case Platform.WEIBO:
            return f'{{kind: weibo_public, uid: "{5_000_000_000 + number}"}}'
        case Platform.WEBSITE:
            return (
                f"{{kind: feed, url: 'https://c{county}.yunling.invalid/{number}.xml', own: true}}"
            )
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("total", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=0)
    parser.add_argument("--feeds", nargs="+", default=[], metavar="ORIGIN")
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--unit", type=int, default=UNIT, metavar="SIZE")
    parser.add_argument("--platform", type=Platform, choices=list(Platform))
    given = parser.parse_args()
    print(write(**vars(given)))


if __name__ == "__main__":
    main()
