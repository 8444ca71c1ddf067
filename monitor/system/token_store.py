"""What account owners granted, as renewals left it: a renewal may end the token it was made with.

``data/grants.json`` holds the tokens that have replaced those of secrets.yaml, readable to
nobody else. An entry stands for one configured grant: when its owner grants anew and the
configured tokens change, what was kept of the old ones counts no more.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from monitor.model import clock
from monitor.model.errors import ConfigError, MonitorError
from monitor.model.system_errors import reason_of
from monitor.system.files import whole
from monitor.system.redact import Scrubber

FILE = "grants.json"
Place = tuple[str, str]  # an account, and the label of its source


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnerToken:
    """*token* opens the interface, *refresh_token* renews it until *ends*, where that is known."""

    token: str
    refresh_token: str = ""
    ends: datetime | None = None


class Grants(Protocol):
    """Remembers renewals between runs."""

    def current(self, place: Place, given: OwnerToken) -> OwnerToken:
        """Return the latest renewal of *given*, itself where it was never renewed."""

    def keep(self, place: Place, given: OwnerToken, renewed: OwnerToken) -> None:
        """Keep *renewed* for good before it is used; raises MonitorError where it cannot be."""


class GrantFile:
    """The grants of one data directory; safe to share between threads, one process at a time."""

    def __init__(self, data: Path, scrubber: Scrubber) -> None:
        self.path = data / FILE
        self.scrubber = scrubber
        self._lock = Lock()
        self._read: dict[str, dict[str, str]] | None = None

    def current(self, place: Place, given: OwnerToken) -> OwnerToken:
        """Return the latest renewal of *given*; raises ConfigError for a broken file."""
        with self._lock:
            entry = self._kept().get(_name(place))
        if entry is None or entry["given"] != _mark(given):
            return given
        return OwnerToken(
            token=entry["token"], refresh_token=entry["refresh_token"], ends=_ends(entry)
        )

    def keep(self, place: Place, given: OwnerToken, renewed: OwnerToken) -> None:
        """Write *renewed* down in one step."""
        self._learn(renewed.token, renewed.refresh_token)
        entry = {
            "given": _mark(given),
            "token": renewed.token,
            "refresh_token": renewed.refresh_token,
            "ends": clock.stamp(renewed.ends) if renewed.ends else "",
        }
        with self._lock:
            entries = {**self._kept(), _name(place): entry}
            text = json.dumps(entries, ensure_ascii=False, indent=1, sort_keys=True)
            whole(self.path, text.encode(), private=True)
            self._read = entries

    def _kept(self) -> dict[str, dict[str, str]]:
        """Read the file when it is first needed: only owners' sources suffer from a broken one."""
        if self._read is None:
            self._read = _read(self.path)
            for entry in self._read.values():
                self._learn(entry["token"], entry["refresh_token"])
        return self._read

    def _learn(self, *values: str) -> None:
        for value in values:
            self.scrubber.learn(value)


def endings(
    data: Path, given: Mapping[Place, OwnerToken] | None = None
) -> Mapping[Place, datetime]:
    """Return when each renewed grant ends, by account and source; nothing of the tokens.

    *given*: the grants as configured now, None where any counts. A grant that its owner gave anew
    does not end with the one before it.
    """
    try:
        stored = _read(data / FILE)
    except MonitorError:
        return {}  # the next look says what is wrong with the file
    entries = {_place(name): entry for name, entry in stored.items()}
    if given is not None:
        marks = {place: _mark(grant) for place, grant in given.items()}
        entries = {at: entry for at, entry in entries.items() if marks.get(at) == entry["given"]}
    ends = {place: _ends(entry) for place, entry in entries.items()}
    return {place: end for place, end in ends.items() if end is not None}


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): _entry(entry) for name, entry in data.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{path}: 授权记录读不出来（{reason_of(error) or '内容有误'}）；"
            "请恢复备份，或删除该文件并请账号运维人员重新授权"
        ) from None


def _entry(data: Mapping[str, Any]) -> dict[str, str]:
    entry = {key: str(data[key]) for key in ("given", "token", "refresh_token", "ends")}
    _ends(entry)
    return entry


def _ends(entry: Mapping[str, str]) -> datetime | None:
    return clock.unstamp(entry["ends"]) if entry["ends"] else None


def _mark(given: OwnerToken) -> str:
    """Return a digest that identifies a configured grant without revealing it."""
    return hashlib.sha256(f"{given.token}\n{given.refresh_token}".encode()).hexdigest()[:16]


def _name(place: Place) -> str:
    return "/".join(place)


def _place(name: str) -> Place:
    account, _, source = name.partition("/")
    return account, source
