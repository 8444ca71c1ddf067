"""The register as the schedule goes by it: the last sound one, while the file is not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.app import register_copy
from monitor.app.lost_accounts import LostAccounts, lost_accounts
from monitor.model import clock
from monitor.model.errors import ConfigError, RegistryError
from monitor.notices.notice import Kind, Notice
from monitor.registry import Registry
from monitor.registry.register_files import Signature, patterns_in, signature
from monitor.registry.validated_cache import remembered
from monitor.system.database import open_database

TAKEN = "已按现在的名单进行，误删误改的请恢复名单"
REMEDY = "误删误改的请恢复名单，确认无误的请运行 monitor check --yes"


@dataclass(kw_only=True)
class LastValidRegister:
    """accounts.yaml, read again whenever somebody touched it. *tell*: remarks for people.

    A file with faults is not sound, nor is one that lacks many accounts which the last check knew,
    until a person has confirmed that by a check. Meanwhile the one before counts: in a process that
    has just been started, the one that the last check left in *data*. One that lacks few counts,
    and they are told: the next check will know of them no more.
    """

    path: Path
    data: Path
    tell: Callable[[str], None]
    _sound: Registry | None = field(default=None, init=False)
    _doubted: Registry | None = field(default=None, init=False)  # faultless, not yet accepted
    _seen: Signature = field(default=(), init=False)
    _patterns: tuple[str, ...] = field(default=(), init=False)  # by which it names other files
    _trouble: str = field(default="", init=False)
    _taken: tuple[str, str] = field(default=("", ""), init=False)  # hash and remark, not yet noted

    def read(self) -> Registry:
        """Return the register, or the last sound one; raises ConfigError where there is none.

        A file that nobody touched is not read again: idling must cost next to nothing.
        """
        seen, doubted = signature(self.path, self._patterns), self._doubted
        is_touched = not seen or seen != self._seen
        if self._sound is not None and doubted is None and not is_touched:
            return self._sound
        if doubted is None or is_touched:
            self._seen, self._doubted = seen, None
            try:
                doubted = self._doubted = remembered(self.path)
            except RegistryError as error:
                self._follow(self._patterns_told())
                return self._fallen_back(f"名单有误，暂按上一次正确的名单进行：{error}", error)
            self._follow(doubted.patterns)
        return self._accepted(doubted)

    def notice(self, now: datetime) -> Notice | None:
        """Return what the office is told of the file: that it is not gone by, once a day.

        Of one that is, once, that it lacks a few accounts; None where there is nothing to tell.
        """
        if not self._trouble:
            sha256, text = self._taken
            return (
                Notice(key=f"register:few:{sha256}", kind=Kind.REGISTER, text=text)
                if text
                else None
            )
        what = "faults" if self._doubted is None else "lost"
        key = f"register:{what}:{clock.day(now)}"
        return Notice(key=key, kind=Kind.REGISTER, text=self._trouble)

    def noted(self) -> None:
        """Take note that what ``notice`` returned is on its way."""
        self._taken = ("", "")

    def _accepted(self, doubted: Registry) -> Registry:
        """Return *doubted* where nothing speaks against it, else the register before."""
        lost = self._lost(doubted)
        if lost is not None and lost.are_many:
            what = f"{lost.text}。{lost.question}"
            refusal = ConfigError(f"{what}{REMEDY}")
            return self._fallen_back(f"{what}暂按上次检查所用的名单进行；{REMEDY}", refusal)
        self._sound, self._doubted = doubted, None
        if self._trouble:
            self._trouble = ""
            self.tell("名单已恢复正常，此后按现在的名单进行。")
        if lost is not None:
            self._taken = (doubted.sha256, f"{lost.text}。{TAKEN}")
            self.tell(f"{lost.text}。{TAKEN}。")
        return doubted

    def _fallen_back(self, trouble: str, refusal: ConfigError) -> Registry:
        """Return the register before, having told *trouble* once; raise *refusal* without one."""
        self._sound = self._sound or register_copy.kept(self.path, self.data)
        if self._sound is None:
            raise refusal
        if trouble != self._trouble:
            self._trouble = trouble
            self.tell(trouble)
        return self._sound

    def _lost(self, registry: Registry) -> LostAccounts | None:
        """Return what *registry* lacks of the last check's; where there is no database, nothing."""
        database = self.data / "monitor.db"
        if not (database.is_file() and database.stat().st_size):
            return None
        with open_database(database) as db:
            return lost_accounts(db, registry, clock.now())

    def _follow(self, patterns: tuple[str, ...]) -> None:
        """Watch the files that *patterns* name; others than before are looked at once more."""
        if patterns != self._patterns:
            self._patterns, self._seen = patterns, ()

    def _patterns_told(self) -> tuple[str, ...]:
        """Return by what a register with faults names other files."""
        try:
            return patterns_in(self.path.read_bytes(), self.path)
        except OSError:
            return ()
