"""Runs answered by their recording; which sources got no answer, or a redacted one."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from monitor.evidence.replay_transport import ReplayTransport
from monitor.http.client import Client, Look
from monitor.http.exchange import Digest, Exchange, HttpAnswer, Request
from monitor.model.errors import NotRecorded
from monitor.system.redact import Scrubber

T = TypeVar("T")


class Recording(ReplayTransport):
    """A recording that remembers which sources got no answer, or a redacted one."""

    def __init__(self, path: Path, run: int | None = None) -> None:
        super().__init__(path, Scrubber(), run)
        self.silent: set[tuple[str, str]] = set()
        self.starred: set[tuple[str, str]] = set()

    def send(self, request: Request, trace: list[Exchange]) -> HttpAnswer:
        try:
            return super().send(request, trace)
        except NotRecorded:
            self.silent.add((request.account, request.source))
            raise
        finally:
            if any(self.was_scrubbed(exchange) for exchange in trace):
                self.starred.add((request.account, request.source))


@dataclass(slots=True)
class _Once(Generic[T]):
    """A digest that is not computed again for an unchanged answer, as in the run itself."""

    digest: Digest[T]
    digests: dict[tuple[str, bytes], str]

    @property
    def tag(self) -> str:
        return self.digest.tag

    def of(self, answer: HttpAnswer) -> T:
        key = (self.tag, hashlib.sha256(answer.body).digest())
        if answer.not_modified and key in self.digests:
            with suppress(ValueError):  # not all that is made can be kept
                return self.digest.load(self.digests[key])
        value = self.digest.of(answer)
        self.digests[key] = self.digest.dump(value)
        return value

    def dump(self, value: T) -> str:
        return self.digest.dump(value)

    def load(self, text: str) -> T:
        return self.digest.load(text)


class _Look(Look):
    digests: dict[tuple[str, bytes], str]

    def digested(self, url: str, digest: Digest[T]) -> tuple[HttpAnswer, T]:
        return super().digested(url, _Once(digest, self.digests))


class RecordedClient(Client):
    """The client of a run derived again; *made*: the digests of all such runs."""

    made: dict[tuple[str, bytes], str]

    def look(self, account: str, source: str, hosts: frozenset[str], *, anew: bool = False) -> Look:
        look = _Look(self, account, source, hosts, anew=anew)
        look.digests = self.made
        return look
