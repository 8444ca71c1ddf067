"""What changed, as an Atom feed: accounts that came to fail or pass again, platforms in trouble.

The same database gives the same bytes: moments are those of checks and of what people entered, ids
are drawn from what an entry is about. It quotes nobody; accounts are named only where the office
has decided so.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from markupsafe import escape

from monitor.model import Account, Incident, State, Verdict, clock
from monitor.parsing import naming
from monitor.parsing.text import clean, storable

MOST = 50  # entries, the newest ones
SPACE = uuid.UUID("6e1f0c52-6b3c-4c59-9d63-6c2f6f2a7b10")  # in which our ids are drawn
WORDS = {Verdict.FAIL: "新增不合格", Verdict.PASS: "恢复合格"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """An account that came to fail, or passes again. *titles*: what is wrong with it.

    *cleared_at*: when people saw, after the check that failed it, that it passes; None where nobody
    did, and where a check says so by itself.
    """

    account: Account
    verdict: Verdict
    state: State
    moment: datetime
    as_of: datetime
    titles: tuple[str, ...]
    cleared_at: datetime | None = None

    @property
    def updated(self) -> datetime:
        return max(self.moment, self.cleared_at or self.moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformTrouble:
    """What is amiss with a platform. *since*, *seen_at*: the first and last look it showed in."""

    incident: Incident
    since: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry. *about*: what its id is drawn from; *kind*: its category."""

    about: tuple[str, ...]
    kind: str
    title: str
    text: str
    published: datetime
    updated: datetime


def render(
    county: str,
    code: str,
    updated: datetime | None,
    changes: Iterable[AccountChange],
    troubles: Iterable[PlatformTrouble],
    *,
    public: bool,
) -> str:
    """Return the feed of a county. *updated*: when anything was last looked at."""
    told = map(_named, changes) if public else _counted(changes)
    entries = sorted(
        [*told, *map(_trouble, troubles)],
        key=lambda entry: (-entry.updated.timestamp(), entry.kind, entry.about),
    )[:MOST]
    newest = max(
        (entry.updated for entry in entries), default=updated or datetime(2000, 1, 1, tzinfo=UTC)
    )
    whose = (code, county)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">',
        f"<id>{_id(*whose)}</id>",
        f"<title>{_text(county)}政务新媒体监测：结论变化</title>",
        f"<updated>{_moment(newest)}</updated>",
        f"<author><name>{_text(county)}政务新媒体监测</name></author>",
    ]
    for entry in entries:
        lines += [
            "<entry>",
            f"<id>{_id(*whose, entry.kind, *entry.about)}</id>",
            f"<title>{_text(entry.title)}</title>",
            f"<published>{_moment(entry.published)}</published>",
            f"<updated>{_moment(entry.updated)}</updated>",
            f'<category term="{entry.kind}"/>',
            f'<content type="text">{_text(entry.text)}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>"]) + "\n"


def _named(change: AccountChange) -> FeedEntry:
    account = change.account
    wrong = f"，问题：{'、'.join(change.titles)}" if change.titles else ""
    at = change.cleared_at
    cleared = f"此后登记的所见为合格（截至{clock.show(at)}），待检查确认。" if at else ""
    return FeedEntry(
        about=(account.id, clock.stamp(change.moment)),
        kind=change.verdict.value,
        title=f"{WORDS[change.verdict]}：{naming.full(account)}，{clean(account.unit.name)}",
        text=f"截至{clock.show(change.as_of)}，{change.state.label}{wrong}。{cleared}",
        published=change.moment,
        updated=change.updated,
    )


def _counted(changes: Iterable[AccountChange]) -> Iterator[FeedEntry]:
    """Yield an entry for each day, platform and verdict; nobody is named."""

    def key(change: AccountChange) -> tuple[str, str, str]:
        return str(clock.day(change.moment)), change.account.platform.value, change.verdict.value

    for about, group in groupby(sorted(changes, key=key), key):
        same = list(group)
        first = same[0]
        titles = Counter(title for change in same for title in change.titles)
        wrong = "，".join(f"{title} {number}个" for title, number in sorted(titles.items()))
        number = len({change.account.id for change in same})
        cleared = len({change.account.id for change in same if change.cleared_at})
        label = first.account.platform.label
        yield FeedEntry(
            about=about,
            kind=first.verdict.value,
            title=f"{label}{WORDS[first.verdict]}账号{number}个",
            text="".join(
                [
                    f"{clock.show_day(first.moment)}的检查。",
                    f"问题：{wrong}。" if wrong else "",
                    f"其中{cleared}个此后登记的所见为合格，待检查确认。" if cleared else "",
                ]
            ),
            published=min(change.moment for change in same),
            updated=max(change.updated for change in same),
        )


def _trouble(trouble: PlatformTrouble) -> FeedEntry:
    incident = trouble.incident
    whose = incident.platform.label if incident.platform else "本机"
    return FeedEntry(
        about=(str(incident.platform or ""), incident.outcome.value, f"{trouble.seen_at:%Y-%m}"),
        kind="incident",
        title=f"{whose}异常：{incident.outcome.label}",
        text=f"{len(incident.accounts)}个账号没有看到，不计为账号问题。{incident.outcome.action}。",
        published=trouble.since,
        updated=trouble.seen_at,
    )


def _id(*parts: str) -> str:
    return uuid.uuid5(SPACE, "\n".join(parts)).urn


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _text(text: str) -> str:
    return str(escape(storable(text)))
