"""Where a desk works: the register as it stands, the data to read, the words for what is amiss."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import cast

from flask import current_app

from monitor.app.background import Background
from monitor.app.check import scrubber_of
from monitor.app.observe import ObservationRecorder
from monitor.app.status_page import Outlet
from monitor.desk.status_page_writer import StatusPageWriter
from monitor.model.errors import MonitorError, RequestError
from monitor.registry import Registry
from monitor.registry.register_files import Signature, signature
from monitor.registry.validated_cache import remembered
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.system.demo_marker import Demo
from monitor.system.readonly import reading
from monitor.system.redact import Scrubber
from monitor.system.secrets import Secrets

MACHINES = frozenset({"DESK_METRICS", "DESK_FEED"})  # secrets by which machines read
NAME = "office"  # in the application's configuration


@dataclass(kw_only=True)
class DeskOffice:
    """The folder that a desk works on. *tell*: for remarks that belong in the window of the PC.

    *folder*: where the office works, that of the register where none is given; *named_out*: where
    papers go, if not below it. *status_page*: written anew when the answer is under way.
    """

    accounts_file: Path
    data: Path
    demo: Demo | None = None
    folder: Path | None = None
    named_out: Path | None = None
    tell: Callable[[str], None] = lambda _: None
    background: Background = field(default_factory=Background)
    status_page: StatusPageWriter = field(init=False)
    _lock: Lock = field(default_factory=Lock)
    _mark: Signature = ()
    _registry: Registry | None = None

    def __post_init__(self) -> None:
        self.status_page = StatusPageWriter(self._update_status_page)

    @property
    def registry(self) -> Registry:
        """Return accounts.yaml as it stands, read anew when it changed; raises RegistryError."""
        with self._lock:
            patterns = self._registry.patterns if self._registry else ()
            mark = signature(self.accounts_file, patterns)
            if self._registry is None or not mark or mark != self._mark:
                self._registry = remembered(self.accounts_file)
                self._mark = mark  # of one that names other files than before, another one is due
            return self._registry

    @property
    def out(self) -> Path:
        """Return where papers stand; those of a demonstration never lie among the office's own."""
        if self.demo:
            return self.data / "out"
        return self.named_out or (self.folder or self.accounts_file.parent) / "out"

    def reading(self) -> Database:
        """Open the database to read it, for one request; empty where there is none yet."""
        return reading(self.data / "monitor.db")

    def scrubber(self) -> Scrubber:
        """Return what keeps the office's keys out of the log, as far as they can be read."""
        try:
            return scrubber_of(self.registry, self.keys())
        except MonitorError:
            return Scrubber([])

    def word(self, name: str) -> str:
        """Return the secret called *name*, empty where there is none that can be read."""
        try:
            return str(self.keys().fill(f"${{{name}}}"))
        except MonitorError:
            return ""

    def refuse_demo(self) -> None:
        """Refuse to let what is seen today into a demonstration; raises RequestError."""
        if self.demo is not None:
            self.demo.refuse()

    def demo_refusal(self) -> str:
        """Return why nothing may be entered here, to stand on a form; empty where it may."""
        try:
            self.refuse_demo()
        except RequestError as refused:
            return str(refused)
        return ""

    def writing(self) -> Database:
        """Open the database to enter something; raises RequestError in a demonstration."""
        self.refuse_demo()
        return open_database(self.data / "monitor.db")

    def recorder(self) -> ObservationRecorder:
        """Return what keeps a look; raises RequestError in a demonstration."""
        self.refuse_demo()
        return ObservationRecorder(
            registry=self.registry,
            secrets=self.keys(),
            data=self.data,
            tell=self.tell,
            shown=self.status_page.ask,
        )

    def _update_status_page(self) -> None:
        with suppress(MonitorError):  # a register with faults is told by every page
            registry = self.registry
            Outlet(data=self.data, out=self.out, tell=self.tell).update(registry)

    def keys(self) -> Secrets:
        """Return the office's keys; raises ConfigError where they cannot be read."""
        names = self.registry.secret_names | MACHINES
        return Secrets.load(self.accounts_file.parent, os.environ, names)


def office() -> DeskOffice:
    """Return the office of the request under way."""
    return cast(DeskOffice, current_app.config[NAME])
