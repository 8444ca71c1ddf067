"""Reads what is known of each account over a period: one pass, in bounded memory.

Every question is asked once for all accounts, in their order; what is long and shared by many rows
is looked up for many rows at a time.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from sys import intern
from typing import Any

from monitor.cases.case_store import IS_PROVED, IS_REDATED, IS_SHARED
from monitor.figures.period_values import AccountHistory, PeriodAssessment, PeriodFinding
from monitor.figures.post_count_store import PostCountStore
from monitor.figures.posts import NOT_LISTING
from monitor.model import (
    AccountSnapshot,
    Post,
    Precision,
    RunMode,
    State,
    Verdict,
    Window,
    clock,
)
from monitor.model.observation import MOST_VALID_DAYS
from monitor.model.outcome import Outcome
from monitor.model.period import Period
from monitor.system.connection import Database
from monitor.system.database import CHUNK, query
from monitor.verdicts import codec, finding_rows, gap_rows, texts, verdict_rows
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.clock_log import RUNS_SET_ASIDE
from monitor.verdicts.merge import CLAIMED, SHOWN

LOOKS_SET_ASIDE = "SELECT \"row\" FROM set_aside WHERE kind = 'look'"
# the true day of a run dated by a wrong clock is unknown
NOT_COUNTED = ", ".join(f"'{mode}'" for mode in RunMode if not mode.counts_for_quarter)
COUNTS = (
    f"coalesce(r.mode, '') NOT IN ({NOT_COUNTED}) AND coalesce(r.id, 0) NOT IN ({RUNS_SET_ASIDE})"
)
LOOKS = f"""
SELECT a.account, a.run, a.taken_at, a.as_of, a.verdict, a.state, a.vouched_until, a.newest, a.gaps
FROM assessments a JOIN runs r ON r.id = a.run
WHERE {COUNTS} AND r.moment BETWEEN ? AND ? ORDER BY a.account, r.moment, a.run
"""
PROBLEMS = f"""
{verdict_rows.STOOD} JOIN runs r ON r.id = s.run
WHERE {COUNTS} AND r.moment BETWEEN ?1 AND ?2 AND s.verdict <> 'pass' AND NOT s.advisory
UNION ALL {verdict_rows.GIVEN} JOIN runs r ON r.id = a.run
WHERE {COUNTS} AND r.moment BETWEEN ?1 AND ?2 AND c.verdict <> 'pass' AND NOT c.advisory
ORDER BY account, run, place
"""
LISTS = (
    "substr(source, 1, instr(source || '#', '#') - 1) NOT IN "
    f"({', '.join(repr(kind) for kind in NOT_LISTING)})"
)
# one post may be shown by two sources, or have been edited: it counts once, with its last time
# of the day that it was first seen under
PUBLISHED = f"""
SELECT account, max(published_at) AS at, key, sum({LISTS}) > 0 AS listed FROM posts
WHERE published_at BETWEEN ? AND ? AND NOT {IS_REDATED}
GROUP BY account, CASE WHEN url <> '' AND NOT {IS_SHARED} THEN url ELSE key END ORDER BY account
"""
PROVED = f"""
SELECT account, published_at AS at, coalesce(repost, 0) AS repost FROM posts
WHERE published_at BETWEEN ? AND ? AND {IS_PROVED} ORDER BY account
"""
BEFORE = """
SELECT account, max(published_at) AS at FROM posts WHERE published_at < ?
GROUP BY account ORDER BY account
"""
WINDOWS = f"""
SELECT account, window_since, window_until, source FROM observations
WHERE window_since <= ? AND window_until >= ? AND taken_at <= ? AND misdated IS NULL
AND coalesce(run, 0) NOT IN ({RUNS_SET_ASIDE}) AND id NOT IN ({LOOKS_SET_ASIDE})
ORDER BY account, id
"""
# through what an account was looked at: by run, by hand (run 0) within the period
SOURCES = f"""
SELECT DISTINCT o.account, coalesce(o.run, 0) AS run, o.source FROM observations o
LEFT JOIN runs r ON r.id = o.run
WHERE {COUNTS} AND coalesce(r.moment, o.taken_at) BETWEEN ? AND ?
AND o.id NOT IN ({LOOKS_SET_ASIDE})
ORDER BY o.account, 2, o.source
"""
PROOF = f"""
SELECT o.account, o.run, e.file, e."offset" FROM exchanges e
JOIN observations o ON o.id = e.observation JOIN runs r ON r.id = o.run
JOIN assessments a ON a.run = o.run AND a.account = o.account
WHERE {COUNTS} AND r.moment BETWEEN ? AND ? AND a.verdict <> 'pass' ORDER BY o.account, e.id
"""
# what people had seen who were believed in a run
PROOF_BY_HAND = f"""
SELECT o.account, a.run, e.file, e."offset" FROM observations o
JOIN exchanges e ON e.observation = o.id
JOIN assessments a ON a.account = o.account
  AND a.taken_at BETWEEN o.taken_at AND o.expires_at AND a.verdict <> 'pass'
JOIN runs r ON r.id = a.run
WHERE o.run IS NULL AND {COUNTS} AND r.moment BETWEEN ? AND ? ORDER BY o.account, e.id
"""
# in which checks a source showed an account
SEEN = f"""
SELECT DISTINCT o.account, o.run FROM observations o JOIN runs r ON r.id = o.run
WHERE {COUNTS} AND o.usable AND r.moment BETWEEN ? AND ? AND o.id NOT IN ({LOOKS_SET_ASIDE})
ORDER BY o.account, o.run
"""
# when a person saw it, and until when that was believed
SEEN_BY_HAND = f"""
SELECT account, taken_at, expires_at FROM observations
WHERE run IS NULL AND usable AND taken_at BETWEEN ? AND ? AND expires_at IS NOT NULL
AND id NOT IN ({LOOKS_SET_ASIDE}) ORDER BY account, id
"""
PROOFS = 20  # places of evidence named for one look


@dataclass(frozen=True, slots=True)
class AccountHistoryReader:
    """What is known of each account over a period and the one before, read from the database."""

    db: Database

    def histories(
        self,
        period: Period,
        register: Collection[AccountSnapshot],
        register_before: Iterable[AccountSnapshot],
        now: datetime,
    ) -> Iterator[AccountHistory]:
        """Yield the history of each account of *register* that is judged, and of those departed."""
        latest = min(period.until, now + clock.CLOCK_SKEW)
        since, until = clock.stamp(period.since), clock.stamp(latest)
        earlier = clock.stamp(period.before.since)
        looks = _Merge(self._looks(earlier, until))
        problems = _Merge(self._ask(PROBLEMS, earlier, until))
        published = _Merge(self._ask(PUBLISHED, since, until))
        seen = _Merge(self._ask(SEEN, since, until))
        believed = clock.stamp(period.since - timedelta(days=MOST_VALID_DAYS))
        seen_by_hand = _Merge(self._ask(SEEN_BY_HAND, believed, until))
        counts = PostCountStore(self.db).by_account(now + clock.CLOCK_SKEW)  # once a month is over
        proved = _Merge(self._ask(PROVED, earlier, until))
        before = _Merge(self._ask(BEFORE, since))
        windows = _Merge(self._ask(WINDOWS, until, since, clock.stamp(now)))
        sources = _Merge(self._ask(SOURCES, since, until))
        proof = _Merge(self._ask(PROOF, since, until))
        withdrawn = AnswerStore(self.db).withdrawn_answers(latest)
        by_hand = _Merge(self._ask(PROOF_BY_HAND, since, until))
        judged = [account for account in register if account.judged]
        ids = {account.id for account in judged}
        gone = [account for account in register_before if account.judged and account.id not in ids]
        for account in sorted((*judged, *gone), key=lambda account: account.id):
            account_problems = problems.of(account.id)
            last = before.of(account.id)
            sure = proved.of(account.id)
            vouched, shown = windows.of(account.id), published.of(account.id)
            yield AccountHistory(
                account=account,
                looks=tuple(_look(look, account_problems) for look in looks.of(account.id)),
                published=_published(shown),
                proved=_moments(sure, repost=False),
                reposted=_moments(sure, repost=True),
                last_before=clock.unstamp(last[0]["at"]) if last else None,
                windows=tuple(map(_window, vouched)),
                listed=sum(row["listed"] for row in shown),
                listed_windows=tuple(_window(row) for row in vouched if _lists(row["source"])),
                post_counts=counts.get(account.id, ()),
                seen_in=frozenset(row["run"] for row in seen.of(account.id)),
                seen_by_hand=tuple(
                    (clock.unstamp(row["taken_at"]), clock.unstamp(row["expires_at"]))
                    for row in seen_by_hand.of(account.id)
                ),
                departed=account.id not in ids,
                sources=_sources(sources.of(account.id)),
                proof=_places([*by_hand.of(account.id), *proof.of(account.id)]),
                withdrawn=withdrawn,
            )

    def looks(
        self, period: Period, register: Iterable[AccountSnapshot], now: datetime
    ) -> Iterator[AccountHistory]:
        """Yield of each account that is judged only what its verdict in *period* follows from."""
        latest = min(period.until, now + clock.CLOCK_SKEW)
        since, until = clock.stamp(period.since), clock.stamp(latest)
        looks = _Merge(self._looks(since, until))
        problems = _Merge(self._ask(PROBLEMS, since, until))
        proved = _Merge(self._ask(PROVED, clock.stamp(period.before.since), until))
        withdrawn = AnswerStore(self.db).withdrawn_answers(latest)
        judged = (account for account in register if account.judged)
        for account in sorted(judged, key=lambda account: account.id):
            account_problems, sure = problems.of(account.id), proved.of(account.id)
            yield AccountHistory(
                account=account,
                looks=tuple(_look(look, account_problems) for look in looks.of(account.id)),
                proved=_moments(sure, repost=False),
                reposted=_moments(sure, repost=True),
                withdrawn=withdrawn,
            )

    def _looks(self, since: str, until: str) -> Iterator[dict[str, Any]]:
        """Yield the looks between two moments, account after account, their texts resolved."""
        rows = self._ask(LOOKS, since, until)
        while chunk := list(islice(rows, CHUNK)):
            newest = texts.newest_posts(self.db, (row["newest"] for row in chunk))
            gaps = texts.read(self.db, (row["gaps"] for row in chunk))
            for row in chunk:
                read = {"newest": newest.get(row["newest"]), "gaps": gaps[row["gaps"]]}
                yield {**row, **read}

    def _ask(self, sql: str, *values: str) -> Iterator[sqlite3.Row]:
        return query(self.db, sql, values)


class _Merge:
    """Iterates rows that are ordered by account, one account at a time."""

    def __init__(self, rows: Iterator[codec.Row]) -> None:
        self.groups = groupby(rows, key=itemgetter("account"))
        self.waiting: tuple[str, list[codec.Row]] | None = None

    def of(self, account: str) -> list[codec.Row]:
        while self.waiting is None or self.waiting[0] < account:
            group = next(self.groups, None)
            if group is None:
                return []
            self.waiting = (group[0], list(group[1]))
        return self.waiting[1] if self.waiting[0] == account else []


def _look(row: codec.Row, results: Sequence[codec.Row]) -> PeriodAssessment:
    newest: Post | None = row["newest"]
    run_results = [result for result in results if result["run"] == row["run"]]
    return PeriodAssessment(
        run=row["run"],
        at=clock.unstamp(row["taken_at"]),
        as_of=clock.unstamp(row["as_of"]),
        verdict=Verdict(row["verdict"]),
        state=State(row["state"]),
        vouched_until=clock.unstamp(row["vouched_until"]) if row["vouched_until"] else None,
        newest_at=newest.published_at if newest else None,
        newest_title=newest.title if newest else "",
        newest_url=newest.url if newest else "",
        precision=newest.precision if newest else Precision.SECOND,
        problems=tuple(problem for result in run_results for problem in _problems(result)),
        abstained=tuple(result["check"] for result in run_results if result["reason"]),
        reasons=tuple(result["reason"] for result in run_results if result["reason"]),
        gaps=_gaps(row["gaps"]),
    )


@lru_cache(maxsize=1024)  # most looks meet what others met
def _gaps(text: str) -> tuple[tuple[str, Outcome, str], ...]:
    return tuple((source, gap.outcome, gap.message) for source, gap in gap_rows.load(text))


def _moments(rows: Iterable[codec.Row], *, repost: bool) -> tuple[datetime, ...]:
    return tuple(clock.unstamp(row["at"]) for row in rows if bool(row["repost"]) == repost)


def _problems(result: codec.Row) -> Iterator[PeriodFinding]:
    for finding in finding_rows.load(result["findings"], result["identities"]):
        yield PeriodFinding(
            check=result["check"],
            title=result["title"],
            message=finding.message,
            kind=finding.kind,
            about=finding.about,
            detail=finding.detail,
            answers=finding.answers,
            basis=result["basis"],
            evidence=finding.evidence,
            examination=finding.examination,
        )


def _window(row: codec.Row) -> Window:
    return Window(
        since=clock.unstamp(row["window_since"]), until=clock.unstamp(row["window_until"])
    )


def _lists(source: str) -> bool:
    """Say whether *source* lists an account's posts."""
    return source.partition("#")[0] not in NOT_LISTING


def _published(rows: Sequence[codec.Row]) -> tuple[datetime, ...]:
    """Return when posts were published, each once.

    Claims by people count once a day, where nothing else is known of that day: several of them may
    be about one post.
    """
    claimed = (CLAIMED, SHOWN)
    claims = [clock.unstamp(row["at"]) for row in rows if row["key"].startswith(claimed)]
    sure = [clock.unstamp(row["at"]) for row in rows if not row["key"].startswith(claimed)]
    if not claims:
        return tuple(sure)
    days = {clock.day(moment) for moment in sure}
    by_day = {clock.day(moment): moment for moment in sorted(claims)}
    return (*sure, *(moment for day, moment in by_day.items() if day not in days))


def _sources(rows: Sequence[codec.Row]) -> dict[int, tuple[str, ...]]:
    runs = groupby(rows, key=lambda row: int(row["run"]))
    return {run: tuple(intern(row["source"]) for row in group) for run, group in runs}


def _places(rows: Sequence[codec.Row]) -> dict[int, tuple[str, ...]]:
    places: dict[int, list[str]] = {}
    for row in rows:
        named = places.setdefault(row["run"], [])
        if len(named) < PROOFS:
            named.append(f"{row['file']}@{row['offset']}")
    return {run: tuple(named) for run, named in places.items()}
