"""An office: a folder with its accounts.yaml and data, and the commands that are run in it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
import yaml

from monitor.app.audit import audit
from monitor.registry import Registry, load
from monitor.system.database import open_database
from tests.builders import NOON
from tests.running import Done, run

PNG = b"\x89PNG\r\n\x1a\n demo"
UNIT = {"id": "u", "name": "某局"}
LOOPBACK: dict[str, Any] = {"network": {"allow_private": True}, "pace": {"default": 0}}


class Dumper(yaml.SafeDumper):
    """Writes each value where it stands: accounts.yaml knows no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class Office:
    """A folder in which the program is run. *opened_at*: the moment that its days count from."""

    folder: Path
    opened_at: datetime = NOON

    @property
    def accounts_file(self) -> Path:
        return self.folder / "accounts.yaml"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def database(self) -> Path:
        return self.data / "monitor.db"

    @property
    def evidence(self) -> Path:
        return self.data / "evidence"

    def register(self) -> Registry:
        """Return the register as the program reads it."""
        return load(self.accounts_file)

    def text(self) -> str:
        """Return the register as it is written."""
        return self.accounts_file.read_text("utf-8")

    def write(self, text: str) -> None:
        """Put another text in the register's place."""
        self.accounts_file.write_text(text, "utf-8")

    def keep_secrets(self, secrets: Mapping[str, str]) -> None:
        """Write *secrets* where the program looks for them, for nobody else to read."""
        path = self.folder / "secrets.yaml"
        path.write_text(yaml.safe_dump(dict(secrets)), "utf-8")
        path.chmod(0o600)

    def screenshot(self, name: str = "a.png", more: bytes = b"") -> Path:
        """Save a picture, another one for each *more*."""
        path = self.folder / name
        path.write_bytes(PNG + more)
        return path

    def run(self, *words: object) -> Done:
        """Run a command in the folder."""
        return run(self.folder, *words)

    def at(self, days: float, *words: object) -> Done:
        """Run a command so many days after the office was opened."""
        with time_machine.travel(self.opened_at + timedelta(days=days), tick=False):
            return self.run(*words)

    def json(self, *words: object) -> Any:
        """Return what a command prints for scripts."""
        done = self.run(*words, "--json")
        assert done.out, done.err
        return json.loads(done.out)

    def check(self, *words: object) -> dict[str, dict[str, Any]]:
        """Check and return what is said of each account, by its id."""
        accounts = self.json("check", *words)["accounts"]
        return {account["id"]: account for account in accounts}

    def looks(self, account: str) -> list[dict[str, Any]]:
        """Return what was seen of an account; asking makes no database."""
        if not self.database.exists():
            return []
        return list(self.json("show", account)["observations"])

    def faults(self) -> tuple[str, ...]:
        """Return what an audit finds wrong with the database and the evidence."""
        with open_database(self.database) as db:
            return audit(db, self.evidence).faults


def papers(folder: Path) -> list[str]:
    """Return what stands in the output folder of *folder*, but for the page of after each look."""
    standing = {"status", "findings.atom"}
    out = folder / "out"
    return sorted({path.name for path in out.iterdir()} - standing) if out.exists() else []


def account(id: str, name: str = "甲", platform: str = "wechat", **keys: Any) -> dict[str, Any]:
    """Return an entry of accounts.yaml, its further *keys* as they stand there."""
    return {"id": id, "name": name, "platform": platform, "unit": UNIT["id"]} | keys


def feed_sources(url: str, **keys: Any) -> list[dict[str, Any]]:
    """Return the sources of an account that is seen through the feed at *url* only."""
    return [{"kind": "feed", "url": url} | keys]


def make_office(
    folder: Path,
    accounts: Iterable[Mapping[str, Any]] = (),
    *,
    units: Iterable[Mapping[str, Any]] = (UNIT,),
    opened_at: datetime = NOON,
    secrets: Mapping[str, str] | None = None,
    **sections: Any,
) -> Office:
    """Write a register of *accounts* into *folder*, with other *sections* as they stand there."""
    office = Office(folder=folder, opened_at=opened_at)
    register = {"jurisdiction": {"name": "高台县"}} | sections
    register |= {"units": list(units), "accounts": list(accounts)}
    office.write(_dumped(register))
    if secrets:
        office.keep_secrets(secrets)
    return office


WRITTEN: dict[str, str] = {}  # registers that were written before: many an office has the same


def _dumped(register: Mapping[str, Any]) -> str:
    key = repr(register)
    if key not in WRITTEN:
        WRITTEN[key] = yaml.dump(register, Dumper=Dumper, allow_unicode=True, sort_keys=False)
    return WRITTEN[key]
