"""Who may use the desk: added on the PC, logged in by name and password, never locked out for good.

A session is a row: the browser holds a random word, the database its digest. So a restart logs
nobody out, and who reads the file can take up no session.
"""

import hashlib
import math
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.app import passwords
from monitor.app.people_store import PeopleStore, Person, Role, SessionRow, opened
from monitor.model.errors import RequestError
from monitor.parsing.text import clean
from monitor.review.claims import signed

NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
IDLE = timedelta(hours=12)
LASTING = timedelta(days=30)  # 本机记住我
TOUCHED = timedelta(minutes=1)  # a session's last use is written no more often
BURST = (5, timedelta(minutes=5))  # failures of one name, then it waits
SLOWER = (10, timedelta(hours=1), timedelta(minutes=15))  # and then each one waits
OF_ADDRESS = (20, timedelta(hours=1))
WRONG = "用户名或密码不对"
WRONG_AGAIN = "密码不对"


class TooMany(RequestError):
    """Somebody failed to log in too often and has to wait."""


class WrongPassword(RequestError):
    """Somebody did not prove to be who they say; which of name and password it was is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """A session that has begun. *word*: what the browser holds, kept nowhere else."""

    word: str
    person: Person
    lasting: bool


def add(data: Path, name: str, shown: str, role: Role, password: str, now: datetime) -> Person:
    """Add a person; raises RequestError where the name is taken or cannot be one."""
    if not NAME.fullmatch(name):
        raise RequestError("用户名须以小写字母开头，由2至32个小写字母、数字、点、横线组成")
    if not signed(shown):
        raise RequestError("请用 --name 写明姓名")
    person = Person(name=name, shown=signed(shown), role=role, made_at=now)
    hashed = passwords.hashed(password)
    with opened(data) as store:
        if store.person(name) is not None:
            raise RequestError(f"用户名 {name} 已有人使用")
        store.keep(person, hashed)
    return person


def everybody(data: Path) -> tuple[Person, ...]:
    """Return all who may log in."""
    with opened(data) as store:
        return store.people()


def set_password(data: Path, name: str, password: str) -> Person:
    """Set a password: the person is logged out everywhere, and has to wait no more."""
    hashed = passwords.hashed(password)
    with opened(data) as store:
        person = _named(store, name)
        store.set_hash(name, hashed)
    return person


def change_password(data: Path, name: str, password: str, *, keeping: str) -> None:
    """Set a person's own password: of their sessions only *keeping* goes on."""
    hashed = passwords.hashed(password)
    with opened(data) as store:
        store.set_hash(name, hashed, but=keeping)


def remove(data: Path, name: str, now: datetime) -> Person:
    """Let a person log in no more; what they entered stays theirs."""
    with opened(data) as store:
        person = _named(store, name)
        store.remove(name, now)
    return person


def log_in(
    data: Path,
    name: str,
    password: str,
    now: datetime,
    *,
    address: str,
    agent: str = "",
    lasting: bool = False,
) -> LoggedIn:
    """Begin a session; raises TooMany or WrongPassword."""
    name = _typed(name)
    if not _proven(data, name, password, now, address):
        raise WrongPassword(WRONG)
    with opened(data) as store:
        person = _named(store, name)
        word = secrets.token_urlsafe(32)
        row = SessionRow(
            id=_digest(word), person=person, token=secrets.token_urlsafe(32),
            made_at=now, seen_at=now, lasting=lasting, flash="",
            address=address, agent=clean(agent, 120),
        )  # fmt: skip
        store.begin(row, now - LASTING)
    return LoggedIn(word=word, person=person, lasting=lasting)


def confirm(data: Path, name: str, password: str, now: datetime, *, address: str) -> None:
    """Have a person who has logged in prove it anew; raises as log_in, with whom it counts."""
    if not _proven(data, name, password, now, address):
        raise WrongPassword(WRONG_AGAIN)


def known(data: Path, name: str) -> Person | None:
    """Return who logs in by *name*, as it was typed; None where nobody does."""
    with opened(data) as store:
        return store.person(_typed(name))


def failures(data: Path, address: str, now: datetime) -> int:
    """Return how often an address failed within the span that its limit counts."""
    with opened(data) as store:
        return len(store.failures("address", address, now - OF_ADDRESS[1]))


def session(data: Path, word: str, now: datetime) -> SessionRow | None:
    """Return the session of what a browser holds, None where it has ended."""
    if not word:
        return None
    with opened(data) as store:
        row = store.session(_digest(word))
        if row is None:
            return None
        if _has_ended(row, now):
            store.end(row.id)
            return None
        if now - row.seen_at > TOUCHED:
            store.touch(row.id, now)
    return row


def sessions(data: Path, name: str, now: datetime) -> tuple[SessionRow, ...]:
    """Return from where a person is logged in, the session used last first."""
    with opened(data) as store:
        return tuple(row for row in store.sessions(name) if not _has_ended(row, now))


def log_out_others(data: Path, name: str, *, keeping: str) -> int:
    """End the sessions of a person but *keeping*; return how many."""
    with opened(data) as store:
        return store.end_others(name, keeping)


def log_out(data: Path, id: str) -> None:
    """End the session *id*."""
    with opened(data) as store:
        store.end(id)


def tell_next(data: Path, id: str, text: str) -> None:
    """Keep what the next page of a session tells once; nothing where *text* is empty."""
    with opened(data) as store:
        store.set_flash(id, text)


def _has_ended(row: SessionRow, now: datetime) -> bool:
    return now - row.seen_at > (LASTING if row.lasting else IDLE) or now - row.made_at > LASTING


def _proven(data: Path, name: str, password: str, now: datetime, address: str) -> bool:
    """Say whether *password* is that of *name*, and count it where not; raises TooMany."""
    with opened(data) as store:
        _refuse_too_many(store, name, address, now)
        stored = store.hash_of(name)
    if passwords.holds(stored, password):
        return True
    with opened(data) as store:
        store.note_failure(name, address, now, now - OF_ADDRESS[1])
    return False


def _refuse_too_many(store: PeopleStore, name: str, address: str, now: datetime) -> None:
    most, hour = OF_ADDRESS
    tried = store.failures("address", address, now - hour)
    if len(tried) >= most:
        raise _wait(tried[-most] + hour - now)
    failed = store.failures("name", name, now - SLOWER[1])
    recent = [at for at in failed if at > now - BURST[1]]
    if len(failed) >= SLOWER[0] and failed[-1] + SLOWER[2] > now:
        raise _wait(failed[-1] + SLOWER[2] - now)
    if len(recent) >= BURST[0]:
        raise _wait(recent[-BURST[0]] + BURST[1] - now)


def _wait(left: timedelta) -> TooMany:
    minutes = max(1, math.ceil(left.total_seconds() / 60))
    return TooMany(
        f"连续多次未能登录，请{minutes}分钟后再试；忘记密码的，"
        "请在本机运行 monitor desk people password 用户名"
    )


def _named(store: PeopleStore, name: str) -> Person:
    if (person := store.person(name)) is None:
        raise RequestError(f"没有用户名为 {clean(name, 40)} 的人员")
    return person


def _typed(name: str) -> str:
    return name.strip().lower()[:40]


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()
