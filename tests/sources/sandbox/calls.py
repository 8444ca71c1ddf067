"""What reading processes are asked to do in tests: each must be found there by its name."""

import os
import re
import time
from dataclasses import dataclass
from typing import Any, ClassVar

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Platform, Reading, as_notes
from monitor.model.errors import LedToLogin, MissingSecret, TooBig
from monitor.sources import block_pages
from monitor.system.redact import Scrubber


def loops() -> None:
    while True:
        pass


def holds() -> None:
    re.match(r"(?:a+)+$", "a" * 64 + "b")


def waits() -> None:
    time.sleep(3600)


def grows(mebibytes: int) -> int:
    return len(bytearray(mebibytes * 2**20))


def grows_quietly(mebibytes: int) -> int:
    """Take memory, and take its refusal for an end, as a parser may."""
    kept = []
    try:
        for _ in range(mebibytes):
            kept.append(bytearray(2**20))
    except MemoryError:
        return 0
    return len(kept)


def dies() -> None:
    os._exit(7)


def fails() -> None:
    raise ZeroDivisionError("a fault of ours")


def refuses(which: str) -> None:
    raise {
        "led": LedToLogin("转到登录页面"),
        "big": TooBig("过大"),
        "secret": MissingSecret("KEY"),
    }[which]


def pid() -> int:
    return os.getpid()


def scrubbed(body: bytes) -> int:
    return len(Scrubber().wire(b"HTTP/1.1 200 OK\r\n\r\n" + body, learn=True)[0])


def noticed(page: str) -> bool:
    return block_pages.notice(page) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """A source that asks for many things and tells what it was told."""

    kind: ClassVar[str] = "asker"
    platforms: ClassVar[frozenset[Platform]] = frozenset()
    hosts: ClassVar[tuple[str, ...]] = ()

    def collect(self, http: Http) -> Reading:
        def token() -> str:
            return str(len(http.get("http://a.invalid/token").body))

        first = http.once(("t",), token)
        asked: list[HttpAnswer] = [http.get(f"http://a.invalid/{n}") for n in range(3)]
        newer = http.renew(("t",), first, token)
        asked.append(http.post("http://a.invalid/last", json={"a": 1}))
        sizes = [len(answer.body) for answer in asked]
        said = (first, newer, *map(str, sizes), where())
        return Reading(items_seen=sum(sizes), notes=as_notes(said))


def where() -> str:
    return str(os.getpid())


def tell(http: Any) -> tuple[str, str]:
    """Return what a look knows of itself."""
    answer = http.get("http://a.invalid/1")
    return http.account, f"{len(answer.body)}"
