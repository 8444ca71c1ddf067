"""A message, and the error of its delivery."""

import re
from dataclasses import dataclass

from monitor.model.errors import MonitorError
from monitor.parsing.text import storable

BURST = 15  # messages to one bot in one go: the services take 20 a minute, and others may send


# what bots take for calling somebody, or everybody: a tag, escaped perhaps, that begins so
MENTION = re.compile(
    r"(?:<|&(?:amp;)*(?:lt|#0*60|#x0*3c);?)(?=[\s\u200b-\u200f\u2060\ufeff]*/?[\s]*(?:@|at\b))",
    re.IGNORECASE,
)


def harmless(text: str) -> str:
    """Return *text* as it can be sent, calling nobody."""
    return MENTION.sub("＜", storable(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Plain Chinese text with a title; line breaks allowed in the text."""

    title: str
    text: str

    def __post_init__(self) -> None:
        for name in ("title", "text"):
            object.__setattr__(self, name, harmless(getattr(self, name)))

    @property
    def whole(self) -> str:
        """Return title and text as one, for services that know no title."""
        return f"{self.title}\n{self.text}" if self.title else self.text


class Undelivered(MonitorError):
    """A service did not take a message. The sentence names no address and no key.

    *permanent*: trying again is useless until somebody mends the settings. *retry_after*:
    the pause in seconds that the service asked for.
    """

    def __init__(
        self, message: str, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
