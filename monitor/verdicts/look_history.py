"""Earlier looks: those that still count, and those that may refute."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.model import Observation, Post, Sighting, clock
from monitor.system.connection import Database
from monitor.system.database import CHUNK, query
from monitor.system.packing import compact
from monitor.verdicts import (
    changed_addresses,
    codec,
    future_date_rows,
    observation_rows,
)
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.run_cutoff import ENDLESS, EVERYTHING, RunCutoff, cutoff_of, late_posts
from monitor.verdicts.run_values import LookHistory

# what people entered after the run may tell of a moment before it
SCOPE = (
    "account IN ({marks}) AND (run < ? OR run IS NULL AND id <= ?) AND taken_at <= ? "
    # what a wrong clock dated says nothing any more, from when that was known
    "AND NOT EXISTS (SELECT 1 FROM set_aside m WHERE m.run < ? AND "
    "(m.kind = 'run' AND m.\"row\" = observations.run "
    "OR m.kind = 'look' AND m.\"row\" = observations.id))"
)
# the rows of one item that bear an older date than it bears now, and were there before; within
# one source its address tells only together with its title: some feeds give all of them one
# address, as any source may. What was first seen at the moment itself is of the run that asks:
# a replay finds it in the database already, and must not know more than the run did
OLDER = """
WITH shown AS (
SELECT json_extract(value, '$[0]') AS account, json_extract(value, '$[1]') AS "key",
json_extract(value, '$[2]') AS url, json_extract(value, '$[3]') AS at,
json_extract(value, '$[4]') AS source, json_extract(value, '$[5]') AS title
FROM json_each(:shown)
)
SELECT p.id, p.account, p.key, p.url, p.published_at, p.precision, p.first_seen_at, '' AS title
FROM shown s JOIN posts p ON p.account = s.account AND p.key = s.key
WHERE p.published_at < s.at AND p.first_seen_at < :until
UNION
SELECT p.id, p.account, p.key, p.url, p.published_at, p.precision, p.first_seen_at,
CASE WHEN p.source = s.source THEN p.title ELSE '' END AS title
FROM shown s JOIN posts p ON p.account = s.account AND p.url = s.url
WHERE s.url <> '' AND (p.source <> s.source OR p.title = s.title AND p.title <> '')
AND p.published_at < s.at AND p.first_seen_at < :until
AND (p.source = s.source OR NOT EXISTS (SELECT 1 FROM posts o WHERE o.account = p.account
AND o.source = p.source AND o.url = p.url AND o.key <> p.key AND o.title <> p.title))
"""
MANY = 5000  # items in one question
FADED = timedelta(days=60)  # for so long a look may refute what anybody vouches for


@dataclass(frozen=True, slots=True)
class _Question:
    """The scope of a question to earlier looks: moment, how far back, before which run.

    *at_hand*: posts that need not be read again, by their row.
    """

    moment: datetime
    within: timedelta
    before: int
    entered: RunCutoff
    at_hand: Mapping[int, Post]

    @property
    def until(self) -> str:
        return clock.stamp(self.moment)

    @property
    def since(self) -> str:
        return clock.stamp(self.moment - self.within)

    def scope(self, accounts: Sequence[str]) -> tuple[str, list[object]]:
        """Return the clause for what was known of *accounts*, and its values."""
        marks = ",".join("?" * len(accounts))
        values = [*accounts, self.before, self.entered.look, self.until, self.before]
        return SCOPE.format(marks=marks), values


@dataclass(frozen=True, slots=True)
class HistoryReader:
    """Observations in the database, as history for the next snapshot."""

    db: Database

    def look_history(
        self,
        accounts: Iterable[str],
        moment: datetime,
        within: timedelta,
        *,
        before_run: int | None = None,
        shown: Iterable[Observation] = (),
    ) -> dict[str, LookHistory]:
        """Return the history of *accounts*: looks of the last *within*, and the first ever.

        *before_run* leaves out that run and all later ones, as if it had yet to begin. *shown*
        is what was just seen: most of it was seen before, and need not be read again.
        """
        wanted, seen_now = list(accounts), list(shown)
        at_hand = {
            codec.post_row(look.account, look.source, post)[0]: post
            for look in seen_now
            for post in look.reading.posts
        }
        before = ENDLESS if before_run is None else before_run
        counts = EVERYTHING if before_run is None else cutoff_of(self.db, before_run)
        question = _Question(moment, within, before, counts, at_hand)
        vouched = {look.account for look in seen_now if _vouches(look)}
        lively = {look.account for look in seen_now if _is_lively(look, moment - within, moment)}
        histories: dict[str, LookHistory] = {}
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            looks = self._looks(chunk, question)
            vouched |= {
                id for id, account_looks in looks.items() if any(map(_vouches, account_looks))
            }
            silent = [id for id in chunk if id in vouched - lively]
            for look in self._faded(silent, question):
                looks.setdefault(look.account, []).append(look)
            for look in self._first_misdated(chunk, question):
                account_looks = looks.setdefault(look.account, [])
                if look not in account_looks:
                    account_looks.append(look)
            histories |= self._known_histories(chunk, question, looks)
        self._add_arrivals(histories, seen_now, question)
        spoken = [look for history in histories.values() for look in history.observations]
        for account, sightings in self._sightings([*spoken, *seen_now], question).items():
            histories[account] = replace(histories.get(account, LookHistory()), sightings=sightings)
        answered = AnswerStore(self.db).answers(
            clock.BEGINNING, moment, accounts=wanted, entered=counts
        )
        for account, answers in answered.items():
            histories[account] = replace(histories.get(account, LookHistory()), answers=answers)
        return histories

    def _sightings(
        self, shown: Iterable[Observation], asked_of: _Question
    ) -> dict[str, tuple[Sighting, ...]]:
        """Return the older dates under which what is *shown* was seen before, by account."""
        items = {
            (look.account, post.key, post.url, clock.stamp(at), look.source, post.title)
            for look in shown
            for post, at in ((post, post.published_at) for post in look.reading.posts)
        }
        sightings: dict[str, set[Sighting]] = {}
        wanted = sorted(items)
        late = late_posts(self.db, asked_of.entered)
        for start in range(0, len(wanted), MANY):
            part = compact(wanted[start : start + MANY])
            for row in query(self.db, OLDER, {"shown": part, "until": asked_of.until}):
                if row["id"] not in late:
                    sightings.setdefault(row["account"], set()).add(codec.sighting_of(row))
        return {
            account: tuple(
                sorted(account_looks, key=lambda s: (s.published_at, s.key, s.first_seen_at))
            )
            for account, account_looks in sightings.items()
        }

    def _known_histories(
        self, accounts: list[str], question: _Question, looks: Mapping[str, Sequence[Observation]]
    ) -> dict[str, LookHistory]:
        scope, values = question.scope(accounts)
        times = query(
            self.db,
            "SELECT account, min(taken_at) AS first, "
            f"max(CASE WHEN usable THEN taken_at END) AS usable FROM observations WHERE {scope} "
            "GROUP BY account",
            values,
        )
        return {
            row["account"]: LookHistory(
                observations=tuple(looks.get(row["account"], ())),
                last_usable_at=clock.unstamp(row["usable"]) if row["usable"] else None,
                first_look_at=clock.unstamp(row["first"]),
            )
            for row in times
        }

    def _looks(self, accounts: list[str], question: _Question) -> dict[str, list[Observation]]:
        """Return the looks that still count, by account."""
        scope, values = question.scope(accounts)
        rows = query(
            self.db,
            f"SELECT * FROM observations WHERE {scope} "
            "AND (taken_at >= ? OR expires_at >= ?) ORDER BY id",
            [*values, question.since, question.until],
        )
        looks: dict[str, list[Observation]] = {}
        for look in observation_rows.load(self.db, list(rows), at_hand=question.at_hand):
            looks.setdefault(look.account, []).append(look)
        return looks

    def _faded(self, accounts: list[str], question: _Question) -> Iterator[Observation]:
        """Yield the looks that count no more, but may refute a window of silence."""
        if not accounts:
            return
        scope, values = question.scope(accounts)
        rows = query(
            self.db,
            f"SELECT * FROM observations WHERE {scope} "
            "AND taken_at >= ? AND NOT (taken_at >= ? OR coalesce(expires_at, '') >= ?) "
            "AND (posts <> '[]' OR window_since IS NOT NULL) ORDER BY id",
            [*values, clock.stamp(question.moment - FADED), question.since, question.until],
        )
        yield from observation_rows.load(self.db, list(rows), at_hand=question.at_hand)

    def _add_arrivals(
        self,
        histories: dict[str, LookHistory],
        seen_now: Sequence[Observation],
        question: _Question,
    ) -> None:
        """Add to *histories* the looks at which items appeared that may be older than dated."""
        spoken = [look for history in histories.values() for look in history.observations]
        values = {"shown": changed_addresses.asked([*spoken, *seen_now]), "until": question.until}
        for account, source, at in changed_addresses.arrivals(
            query(self.db, changed_addresses.CAME, values)
        ):
            scope, scoped = question.scope([account])
            bounds = [*scoped, source, at]
            rows = query(self.db, changed_addresses.LOOKS.format(scope=scope), [*bounds, *bounds])
            history = histories.get(account, LookHistory())
            arrivals = observation_rows.load(self.db, list(rows), at_hand=question.at_hand)
            new = tuple(look for look in arrivals if look not in history.observations)
            histories[account] = replace(history, observations=(*history.observations, *new))

    def _first_misdated(self, accounts: list[str], question: _Question) -> Iterator[Observation]:
        """Yield the looks that first showed an item under a date in the future."""
        scope, values = question.scope(accounts)
        rows = query(
            self.db,
            f"SELECT * FROM observations WHERE {scope} AND misdated IS NOT NULL "
            "ORDER BY taken_at, id",
            values,
        )
        first: dict[tuple[str, str, str], codec.Row] = {}
        for row in rows:
            for item in future_date_rows.load(row["misdated"]):
                first.setdefault((row["account"], row["source"], item.key), row)
        yield from observation_rows.load(
            self.db, list({row["id"]: row for row in first.values()}.values())
        )


def _vouches(look: Observation) -> bool:
    """Say whether a look says that nothing was published: what was seen before may refute it."""
    return look.reading.window is not None or bool(look.by)


def _is_lively(look: Observation, since: datetime, until: datetime) -> bool:
    """Say whether a new look shows a post younger than any that only expired looks show."""
    return any(
        since <= post.published_at <= until and not post.repost for post in look.reading.posts
    )
