"""Every error that is raised on purpose, in one tree.

The text of each is one Chinese sentence for the operator: what, where, what was seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.model.outcome import Outcome, Portal


class MonitorError(Exception):
    """The root: caught by the command line, printed as one sentence, exit code 2."""


class ConfigError(MonitorError):
    """An option or setting has a value that cannot be used."""


class RequestError(MonitorError):
    """What was asked for cannot be done as it was asked; *field* names the value that is wrong."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """One fault in a file that people edit, with the place where it stands (from 1)."""

    file: str
    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}"
        return (
            f"{where}: {self.field}: {self.message}" if self.field else f"{where}: {self.message}"
        )


class RegistryError(ConfigError):
    """accounts.yaml cannot be used; *problems* lists every fault, in the order of the file."""

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class SheetError(ConfigError):
    """A sheet that people filled in cannot be used; *problems* lists every fault in order."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class CannotJudge(MonitorError):
    """A check abstains: what was seen allows neither pass nor fail."""


class WrongClock(MonitorError):
    """Servers say that our clock is wrong: what goes to other people waits until it is right."""


class StoreError(MonitorError):
    """The database cannot be opened, is locked for too long, or is not ours."""


class EvidenceError(MonitorError):
    """An evidence file cannot be read or written."""


class BundleRefused(MonitorError):
    """A file that was handed in is not accepted; *refusal* says why, *line* counts from 1."""

    def __init__(self, refusal: str, message: str, *, file: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.refusal = refusal
        self.file = file
        self.line = line


class Busy(MonitorError):
    """Another run holds the data directory."""


class LookFailed(MonitorError):
    """A look showed nothing usable; *outcome* says why, the text says what was seen.

    *portal*: the login page that was seen instead, where it was one.
    """

    def __init__(self, outcome: Outcome, message: str, *, portal: Portal | None = None) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.portal = portal

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross to another process as what it is: kinds of it are made of other arguments."""
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[LookFailed], args: tuple[Any, ...]) -> LookFailed:
    return kind.__new__(kind, *args)


class MissingSecret(LookFailed):
    """A ``${NAME}`` is defined neither in the environment nor in secrets.yaml."""

    def __init__(self, name: str) -> None:
        super().__init__(Outcome.AUTH_CONFIG, f"未配置密钥 {name}，未发出任何请求")
        self.name = name


class FetchError(LookFailed):
    """The transport failed; deliberately no OSError, which urllib3 would wrap or retry."""

    kind = "network"
    outcome_of_kind = Outcome.NETWORK

    def __init__(self, message: str) -> None:
        super().__init__(self.outcome_of_kind, message)


class Unreachable(FetchError):
    """DNS, TCP or TLS failed, or the peer closed in the middle of the answer."""


class HandshakeFailed(FetchError):
    """No connection with a server or proxy, for a reason that a second attempt would not change."""


class DeadlineExceeded(FetchError):
    """The whole exchange took longer than its deadline, drip by drip or in silence."""

    kind = "deadline"


class TooBig(FetchError):
    """The answer, as received or as decompressed, exceeds the size cap."""

    kind = "too_big"


class BadAddress(FetchError):
    """What was to be asked is no address of the web."""

    kind = "address"
    outcome_of_kind = Outcome.CONFIG


class AddressBlocked(FetchError):
    """The host resolved to an address that this configuration does not allow."""

    kind = "blocked"
    outcome_of_kind = Outcome.CONFIG


class RedirectRefused(FetchError):
    """A redirect leads to a host that the source does not allow, or in circles."""

    kind = "redirect"
    outcome_of_kind = Outcome.CONFIG


class LedToLogin(RedirectRefused):
    """A redirect leads to another host's login page, or to the portal of our own network."""

    def __init__(self, message: str, portal: Portal | None = None) -> None:
        super().__init__(message)
        self.portal = portal
        self.outcome = Outcome.NETWORK if portal and portal.network else Outcome.CHALLENGE


class HostResting(FetchError):
    """The host asked for a pause (Retry-After) longer than this run will wait."""

    kind = "resting"
    outcome_of_kind = Outcome.RATE_LIMITED


class NotRecorded(FetchError):
    """Replay was asked for an exchange that the recording does not hold."""

    kind = "not_recorded"
