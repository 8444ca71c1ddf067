"""What is sent, and how sending fails."""

from dataclasses import dataclass

from monitor.errors import MonitorError

BURST = 15  # messages to one bot in one go: the services take 20 a minute, and others may send


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Plain Chinese text with a title; line breaks allowed in the text."""

    title: str
    text: str

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
