"""What the benchmarks look at: made-up accounts with a feed and a column each, and what is true.

Everything follows from an account's number and the moment at which the server was started, so
that whoever reads an account can be held against what it published. No module but the standard
library's: the peers' environment serves the pages.
"""

import zlib
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

BEIJING = timezone(timedelta(hours=8))
HOSTS = 20  # loopback addresses, as many hosts of their own
ITEMS = 20  # that a feed or a column lists
APART = timedelta(hours=9)  # of two items
AGES = 40  # days: the oldest newest item is one day younger
LIMIT = 14  # days without a post that the default policy allows
SCROLL = 20_000  # characters of which all texts are pieces
ENDINGS = {"feed": "xml", "page": "html"}
WORDS = (
    "县人民政府办公室组织召开全县重点工作推进会议研究部署民生实事乡村振兴营商环境安全生产"
    "防汛抗旱义务教育医疗保障公共文化服务等工作听取各镇各部门情况汇报并提出具体要求"
)


def address(kind: str, number: int, port: int) -> str:
    """Return where the ``feed`` or ``page`` of an account stands; neighbours have other hosts."""
    return f"http://127.0.0.{1 + number % HOSTS}:{port}/{kind}/{number}.{ENDINGS[kind]}"


def age(number: int) -> int:
    """Return how many days ago an account last published; none is near enough to the limit that
    a midnight between two moments of one run could turn a verdict."""
    days = number * 7 % AGES
    return LIMIT - 2 if LIMIT - 2 < days <= LIMIT else days


def newest(number: int, started: datetime) -> datetime:
    """Return when an account last published, to the second."""
    return started - timedelta(days=age(number), minutes=2 + number % 50)


def _scroll() -> str:
    """Return a long Chinese text without meaning, always the same."""
    step, drawn = 7, []
    for _ in range(SCROLL):
        step = step * 48_271 % 2_147_483_647  # a generator that every Python counts alike
        drawn.append(WORDS[step % len(WORDS)])
    return "".join(drawn)


TEXT = _scroll()


def text(seed: str, length: int) -> str:
    """Return Chinese of *length* characters, another for nearly every seed."""
    start = zlib.crc32(seed.encode()) % (SCROLL - length)
    return TEXT[start : start + length]


def items(number: int, started: datetime) -> list[tuple[str, str, datetime]]:
    """Return (title, path, moment) of an account's items, newest first."""
    first = newest(number, started)
    return [
        (text(f"{number}.{index}", 24), f"/item/{number}/{index}.html", first - index * APART)
        for index in range(ITEMS)
    ]


def feed(number: int, started: datetime) -> bytes:
    """Return an account's RSS, some 15 kB."""
    rows = "".join(
        f"<item><title>{title}</title><link>http://demo.invalid{path}</link>"
        f'<guid isPermaLink="false">{number}-{index}</guid>'
        f"<pubDate>{format_datetime(at)}</pubDate>"
        f"<description>{text(f'd{number}.{index}', 150)}</description></item>"
        for index, (title, path, at) in enumerate(items(number, started))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>账号{number}</title><link>http://demo.invalid/{number}</link>"
        f"<description>{text(str(number), 30)}</description>{rows}</channel></rss>"
    ).encode()


def page(number: int, started: datetime) -> bytes:
    """Return an account's column of a portal, some 35 kB of HTML with its menus and script."""
    rows = "".join(
        f'<li><a href="{path}" title="{title}">{title}</a><span class="date">{at:%Y-%m-%d}</span>'
        f"<p>{text(f'd{number}.{index}', 100)}</p></li>\n"
        for index, (title, path, at) in enumerate(items(number, started))
    )
    menu = "".join(f'<li><a href="/menu/{n}/">{text(f"m{n}", 6)}</a></li>' for n in range(250))
    script = "".join(f"function f{n}(a){{if(a<{n}){{return a+{n};}}}}\n" for n in range(150))
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>账号{number}</title><script>{script}</script></head><body>"
        f'<div class="menu"><ul>{menu}</ul></div>\n'
        f'<ul class="list">\n{rows}</ul><div class="foot">{text("foot", 80)}</div></body></html>'
    ).encode()


def article(number: int, index: int, started: datetime) -> bytes:
    """Return the page of one item."""
    title, _, at = items(number, started)[index]
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f'<title>{title}</title><meta name="PubDate" content="{at:%Y-%m-%d %H:%M}"></head>'
        f"<body><h1>{title}</h1><p>发布时间：{at:%Y-%m-%d %H:%M}</p>"
        f"<p>{text(title, 600)}</p></body></html>"
    ).encode()


def tag(*place: int) -> str:
    """Return the ETag of an account's feed, page or item, which never change meanwhile."""
    return f'"t{".".join(map(str, place))}"'
