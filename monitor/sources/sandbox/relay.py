"""Relay all methods of ``Http`` through one: name, arguments, options, and what to compute."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

from monitor.http.exchange import Digest, HttpAnswer
from monitor.system.token_store import OwnerToken

T = TypeVar("T")


class Relayed(ABC):
    """An ``Http`` that relays its calls."""

    @abstractmethod
    def _ask(
        self,
        name: str,
        args: tuple[Any, ...],
        options: dict[str, Any] | None = None,
        make: Callable[[], Any] | None = None,
    ) -> Any:
        """Return the result of method *name*; raises its LookFailed."""

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        conditional: bool = False,
    ) -> HttpAnswer:
        options = {"params": params, "headers": headers, "conditional": conditional}
        answer: HttpAnswer = self._ask("get", (url,), options)
        return answer

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        options = {"params": params, "json": json, "form": form}
        answer: HttpAnswer = self._ask("post", (url,), options)
        return answer

    def digested(self, url: str, digest: Digest[T]) -> tuple[HttpAnswer, T]:
        answer, value = self._ask("digested", (url, digest))
        return answer, value

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        value: T = self._ask("once", (key,), make=make)
        return value

    def renew(self, key: Hashable, stale: T, make: Callable[[], T]) -> T:
        value: T = self._ask("renew", (key, stale), make=make)
        return value

    def granted(self, given: OwnerToken) -> OwnerToken:
        value: OwnerToken = self._ask("granted", (given,))
        return value

    def keep_grant(self, given: OwnerToken, renewed: OwnerToken) -> None:
        self._ask("keep_grant", (given, renewed))
