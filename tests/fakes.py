"""A recorded ``Http`` for tests of sources: answers by path, and a list of what was asked."""

import json as json_
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from monitor.http.exchange import Digest, HttpAnswer
from monitor.system.token_store import OwnerToken
from tests.builders import NOON

T = TypeVar("T")


def answer(
    body: Any = b"",
    status: int = 200,
    *,
    url: str = "",
    headers: Mapping[str, str] | None = None,
    received_at: datetime = NOON,
) -> HttpAnswer:
    """Build an answer; anything but bytes and text becomes JSON."""
    if isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, bytes):
        body = json_.dumps(body, ensure_ascii=False).encode()
    return HttpAnswer(
        url=url, status=status, headers=headers or {}, body=body, received_at=received_at
    )


Reply = HttpAnswer | Exception | Callable[[str, Any], HttpAnswer]


class FakeHttp:
    """Answers by the path of the address; a list answers in turn, its last one for ever.

    A callable gets (url with query, json body). ``asked`` holds (method, url, json body).
    """

    def __init__(self, answers: Mapping[str, Reply | list[Reply]], moment: datetime = NOON) -> None:
        self.answers = dict(answers)
        self.moment = moment
        self.asked: list[tuple[str, str, Any]] = []
        self.kept: dict[Hashable, Any] = {}
        self.grants: dict[OwnerToken, OwnerToken] = {}

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        conditional: bool = False,
    ) -> HttpAnswer:
        return self._reply("GET", url, params, None)

    def digested(self, url: str, digest: Digest[T]) -> tuple[HttpAnswer, T]:
        answer = self.get(url, conditional=True)
        made = digest.of(answer)
        kept = digest.dump(made)
        return answer, digest.load(kept) if kept else made

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        return self._reply("POST", url, params, json if form is None else dict(form))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        if key not in self.kept:
            self.kept[key] = make()
        kept: T = self.kept[key]
        return kept

    def renew(self, key: Hashable, stale: T, make: Callable[[], T]) -> T:
        if self.kept.get(key) == stale:
            self.kept[key] = make()
        kept: T = self.kept[key]
        return kept

    def granted(self, given: OwnerToken) -> OwnerToken:
        return self.grants.get(given, given)

    def keep_grant(self, given: OwnerToken, renewed: OwnerToken) -> None:
        self.grants[given] = renewed

    def _reply(
        self, method: str, url: str, params: Mapping[str, str] | None, json: Any
    ) -> HttpAnswer:
        if params:
            url += ("&" if "?" in url else "?") + urlencode(params)
        self.asked.append((method, url, json))
        reply = self.answers[urlsplit(url).path]
        if isinstance(reply, list):
            reply = reply.pop(0) if len(reply) > 1 else reply[0]
        if isinstance(reply, Exception):
            raise reply
        if callable(reply):
            reply = reply(url, json)
        return HttpAnswer(
            url=reply.url or url,
            status=reply.status,
            headers=reply.headers,
            body=reply.body,
            received_at=reply.received_at,
            hops=reply.hops,
        )
