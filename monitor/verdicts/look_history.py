"""Earlier looks: those that still count, and those that may refute."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.model import Observation, Post, clock
from monitor.system.connection import Database
from monitor.system.database import CHUNK, query
from monitor.system.packing import compact
from monitor.verdicts import (
    changed_addresses,
    codec,
    future_date_rows,
    observation_rows,
    sightings_reader,
)
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.changed_addresses import Arrival
from monitor.verdicts.run_cutoff import ENDLESS, EVERYTHING, RunCutoff, cutoff_of
from monitor.verdicts.run_values import LookHistory

# what people entered after the run may tell of a moment before it
COUNTS = (
    "(observations.run < ? OR observations.run IS NULL AND observations.id <= ?) "
    # what a wrong clock dated says nothing any more, from when that was known
    "AND NOT EXISTS (SELECT 1 FROM set_aside m WHERE m.run < ? AND "
    "(m.kind = 'run' AND m.\"row\" = observations.run "
    "OR m.kind = 'look' AND m.\"row\" = observations.id))"
)
# the looks at many accounts, of each up to its own moment
OF_ALL = f"""
WITH asked AS MATERIALIZED (
SELECT json_extract(value, '$[0]') AS name, json_extract(value, '$[1]') AS until,
json_extract(value, '$[2]') AS since, json_extract(value, '$[3]') AS long_since FROM json_each(?)
)
SELECT {{what}} FROM asked CROSS JOIN observations
ON observations.account = asked.name AND {{by}}observations.taken_at <= asked.until
WHERE {COUNTS}
"""
ARRIVED = changed_addresses.LOOKS.format(counts=COUNTS)
TIMES = (
    "observations.account, min(observations.taken_at) AS first, "
    "max(CASE WHEN observations.usable THEN observations.taken_at END) AS usable"
)
FADED = timedelta(days=60)  # for so long a look may refute what anybody vouches for


@dataclass(frozen=True, slots=True)
class _Question:
    """The scope of a question to earlier looks: up to when, how far back, before which run.

    *bounds*: up to when, since when, and since when at most, by account. *at_hand*: posts that need
    not be read again, by their row.
    """

    moments: Mapping[str, datetime]
    within: timedelta
    bounds: Mapping[str, tuple[str, str, str]]
    before: int
    entered: RunCutoff
    at_hand: dict[int, Post] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        moments: Mapping[str, datetime],
        within: timedelta,
        before_run: int | None,
        entered: RunCutoff,
    ) -> "_Question":
        stamps = {
            at: (clock.stamp(at), clock.stamp(at - within), clock.stamp(at - FADED))
            for at in set(moments.values())
        }
        return cls(
            bounds={account: stamps[at] for account, at in moments.items()},
            before=ENDLESS if before_run is None else before_run,
            entered=entered,
            moments=moments,
            within=within,
        )

    def until(self, account: str) -> str:
        return self.bounds[account][0]

    def of_all(
        self, accounts: Sequence[str], what: str, *, few: bool = False
    ) -> tuple[str, list[object]]:
        """Return the question for *what* was known of *accounts*, and its values.

        *few*: another index than that of their times finds the rows.
        """
        asked = [(id, *self.bounds[id]) for id in accounts]
        by = "+" if few else ""
        return OF_ALL.format(what=what, by=by), [compact(asked), *self._counts]

    def of_arrivals(self, arrivals: Sequence[Arrival]) -> tuple[str, list[object]]:
        """Return the question for the looks of *arrivals* and those before, and its values."""
        asked = [(*arrival, self.until(arrival.account)) for arrival in arrivals]
        return ARRIVED, [compact(asked), *self._counts, *self._counts]

    def reaches_beyond(self, account: str, history: LookHistory) -> bool:
        """Say whether any look at *account* is older than those that count by their age."""
        first = history.first_look_at
        return first is not None and clock.stamp(first) < self.bounds[account][1]

    def is_lively(self, look: Observation) -> bool:
        """Say whether a new look shows a post younger than any that only expired looks show."""
        until = self.moments[look.account]
        since = until - self.within
        return any(
            since <= post.published_at <= until and not post.repost for post in look.reading.posts
        )

    @property
    def _counts(self) -> tuple[int, int, int]:
        return self.before, self.entered.look, self.before


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
        moments = dict.fromkeys(accounts, moment)
        return self._histories(moments, within, before_run=before_run, seen_now=list(shown))

    def histories_at(
        self, moments: Mapping[str, datetime], within: timedelta
    ) -> dict[str, LookHistory]:
        """Return the history of each account up to its own moment, all that was entered counted."""
        return self._histories(moments, within, before_run=None, seen_now=[])

    def _histories(
        self,
        moments: Mapping[str, datetime],
        within: timedelta,
        *,
        before_run: int | None,
        seen_now: Sequence[Observation],
    ) -> dict[str, LookHistory]:
        wanted = list(moments)
        counts = EVERYTHING if before_run is None else cutoff_of(self.db, before_run)
        question = _Question.of(moments, within, before_run, counts)
        histories: dict[str, LookHistory] = {}
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            histories |= self._known_histories(chunk, question, seen_now)
        self._add_arrivals(histories, seen_now, question)
        spoken = [look for history in histories.values() for look in history.observations]
        older = sightings_reader.older_dates(self.db, spoken, seen_now, question.until, counts)
        for account, sightings in older.items():
            histories[account] = replace(histories.get(account, LookHistory()), sightings=sightings)
        latest = max(moments.values(), default=clock.BEGINNING)
        answered = AnswerStore(self.db).answers(
            clock.BEGINNING, latest, accounts=wanted, entered=counts
        )
        for account, given in answered.items():
            answers = tuple(a for a in given if clock.stamp(a.at) <= question.until(account))
            if answers:
                history = histories.get(account, LookHistory())
                histories[account] = replace(history, answers=answers)
        return histories

    def _known_histories(
        self, accounts: list[str], question: _Question, seen_now: Sequence[Observation]
    ) -> dict[str, LookHistory]:
        """Return what is known of those of *accounts* that were ever looked at."""
        asked, values = question.of_all(accounts, TIMES)
        times = list(query(self.db, f"{asked} GROUP BY observations.account", values))
        known = {row["account"]: None for row in times}
        seen_now = [look for look in seen_now if look.account in known]
        for look in seen_now:
            rows = codec.post_rows(look)
            question.at_hand.update(zip((row[0] for row in rows), look.reading.posts, strict=True))
        looks = self._speaking_looks(list(known), question, seen_now)
        return {
            row["account"]: LookHistory(
                observations=tuple(looks.get(row["account"], ())),
                last_usable_at=clock.unstamp(row["usable"]) if row["usable"] else None,
                first_look_at=clock.unstamp(row["first"]),
            )
            for row in times
        }

    def _speaking_looks(
        self,
        accounts: list[str],
        question: _Question,
        seen_now: Sequence[Observation],
    ) -> dict[str, list[Observation]]:
        """Return the looks that still count or may refute, by account."""
        looks = self._looks(accounts, question)
        vouched = {look.account for look in seen_now if _vouches(look)}
        vouched |= {id for id, account_looks in looks.items() if any(map(_vouches, account_looks))}
        lively = {look.account for look in seen_now if question.is_lively(look)}
        silent = [id for id in accounts if id in vouched - lively]
        for look in self._faded(silent, question):
            looks.setdefault(look.account, []).append(look)
        for look in self._first_misdated(accounts, question):
            account_looks = looks.setdefault(look.account, [])
            if look not in account_looks:
                account_looks.append(look)
        return looks

    def _looks(self, accounts: list[str], question: _Question) -> dict[str, list[Observation]]:
        """Return the looks that still count, by account."""
        asked, values = question.of_all(accounts, "observations.*")
        rows = query(
            self.db,
            f"{asked} AND (observations.taken_at >= asked.since OR "
            "observations.expires_at >= asked.until) ORDER BY observations.id",
            values,
        )
        looks: dict[str, list[Observation]] = {}
        for look in observation_rows.load(self.db, list(rows), at_hand=question.at_hand):
            looks.setdefault(look.account, []).append(look)
        return looks

    def _faded(self, accounts: list[str], question: _Question) -> Iterator[Observation]:
        """Yield the looks that count no more, but may refute a window of silence."""
        if not accounts:
            return
        asked, values = question.of_all(accounts, "observations.*")
        rows = query(
            self.db,
            f"{asked} AND observations.taken_at >= asked.long_since AND NOT "
            "(observations.taken_at >= asked.since OR "
            "coalesce(observations.expires_at, '') >= asked.until) "
            "AND (observations.posts <> '[]' OR observations.window_since IS NOT NULL) "
            "ORDER BY observations.id",
            values,
        )
        yield from observation_rows.load(self.db, list(rows), at_hand=question.at_hand)

    def _add_arrivals(
        self,
        histories: dict[str, LookHistory],
        seen_now: Sequence[Observation],
        question: _Question,
    ) -> None:
        """Add to *histories* the looks at which items appeared that may be older than dated.

        Where the first look ever still counts, all of them are there already.
        """
        older = {id for id, history in histories.items() if question.reaches_beyond(id, history)}
        if not older:
            return
        spoken = [look for id in older for look in histories[id].observations]
        shown = [*spoken, *(look for look in seen_now if look.account in older)]
        values = {"shown": changed_addresses.asked(shown, question.until)}
        came = changed_addresses.arrivals(query(self.db, changed_addresses.CAME, values))
        asked, bounds = question.of_arrivals(list(came))
        rows = {row["id"]: row for row in query(self.db, asked, bounds)}
        for look in observation_rows.load(self.db, list(rows.values()), at_hand=question.at_hand):
            history = histories[look.account]
            if look not in history.observations:
                looks = (*history.observations, look)
                histories[look.account] = replace(history, observations=looks)

    def _first_misdated(self, accounts: list[str], question: _Question) -> Iterator[Observation]:
        """Yield the looks that first showed an item under a date in the future."""
        asked, values = question.of_all(accounts, "observations.*", few=True)
        rows = query(
            self.db,
            f"{asked} AND observations.misdated IS NOT NULL "
            "ORDER BY observations.taken_at, observations.id",
            values,
        )
        first: dict[tuple[str, str, str], codec.Row] = {}
        for row in rows:
            for item in future_date_rows.load(row["misdated"]):
                first.setdefault((row["account"], row["source"], item.key), row)
        rows_once = list({row["id"]: row for row in first.values()}.values())
        yield from observation_rows.load(self.db, rows_once, at_hand=question.at_hand)


def _vouches(look: Observation) -> bool:
    """Say whether a look says that nothing was published: what was seen before may refute it."""
    return look.reading.window is not None or bool(look.by)
