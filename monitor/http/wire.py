"""Our own connections: bytes teed as they pass, the peer checked, the deadline enforced.

Built by subclassing urllib3's and http.client's classes; nothing is patched. Every exchange
runs as a *flight*, which a single watcher thread cuts when its time is over: neither dripping
headers nor dripping bodies can outlast it.
"""

import http.client
import io
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from monitor.http import response_parser
from monitor.model.errors import AddressBlocked

TICK = 0.05
_local = threading.local()


class PendingExchange:
    """One exchange under way: what was sent and received, its peer, its sockets, its end.

    *sent_at*, *answered_at*: when the request was sent, and when the head of its answer was there,
    by the monotonic clock. *tls*: the protocol that was agreed upon, empty before that.
    *tunnelled*: a proxy opened the way to the host.
    """

    def __init__(self, allow: Callable[[str], bool], deadline: float) -> None:
        self.allow = allow
        self.ends_at = time.monotonic() + deadline
        self.sent = bytearray()
        self.sent_at: float | None = None
        self.answered_at: float | None = None
        self.received = bytearray()
        self.peer = ""
        self.tls = ""
        self.tunnelled = False
        self.expired = False
        self.done = False
        self.sockets: list[socket.socket] = []

    def cut(self) -> None:
        """End the exchange from outside: shut every socket it holds."""
        if self.done:
            return
        self.expired = True
        for sock in self.sockets:
            try:
                # unbound on purpose: SSLSocket.shutdown would first drop the TLS layer
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                continue


def begin(flight: PendingExchange) -> None:
    """Begin *flight*: this thread's connections belong to it."""
    _local.flight = flight
    _watch.add(flight)


def end(flight: PendingExchange) -> None:
    """End this thread's flight."""
    flight.done = True
    _local.flight = None


def _flight() -> PendingExchange | None:
    flight: PendingExchange | None = getattr(_local, "flight", None)
    return flight


class _Watch:
    """The one thread that watches every flight's deadline; started with the first."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.flights: list[PendingExchange] = []
        self.thread: threading.Thread | None = None

    def add(self, flight: PendingExchange) -> None:
        with self.lock:
            self.flights.append(flight)
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="deadline", daemon=True)
                self.thread.start()

    def _run(self) -> None:
        while True:
            time.sleep(TICK)
            now = time.monotonic()
            with self.lock:
                live = [flight for flight in self.flights if not flight.done]
                self.flights = [flight for flight in live if flight.ends_at > now]
            for flight in live:
                if flight.ends_at <= now:
                    flight.cut()


_watch = _Watch()


class _Tee(io.RawIOBase):
    """Hands the parser exactly what it asks for, and keeps a copy."""

    def __init__(self, source: Any, sink: bytearray) -> None:
        self.source = source
        self.sink = sink

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._keep(self.source.read(size))

    def read1(self, size: int = -1) -> bytes:
        return self._keep(self.source.read1(size))

    def readline(self, size: int | None = -1) -> bytes:
        return self._keep(self.source.readline(-1 if size is None else size))

    def readinto(self, buffer: Any) -> int:
        count: int = self.source.readinto(buffer)
        self.sink += memoryview(buffer)[:count]
        return count

    def peek(self, size: int = 0) -> bytes:
        peeked: bytes = self.source.peek(size)
        return peeked

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.source.close()
        super().close()

    def _keep(self, data: bytes | None) -> bytes:
        self.sink += data or b""
        return data or b""


class _WireResponse(response_parser.Response):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        flight = _flight()
        if flight is not None:
            flight.received.clear()
            self.fp: Any = _Tee(self.fp, flight.received)

    def begin(self) -> None:
        super().begin()
        flight = _flight()
        if flight is not None:
            flight.answered_at = time.monotonic()
        if flight is not None and not response_parser.has_head(flight.received):
            raise http.client.IncompleteRead(bytes(flight.received))


def _admit(sock: socket.socket) -> None:
    """Check who was really connected; a name may resolve to anything."""
    flight = _flight()
    if flight is None:
        return
    flight.peer = str(sock.getpeername()[0])
    if not flight.allow(flight.peer):
        sock.close()
        raise AddressBlocked(f"地址 {flight.peer} 属于内网或保留地址，按设置不得访问")
    flight.sockets.append(sock)


class _Connection(HTTPConnection):
    response_class = _WireResponse

    def _new_conn(self) -> socket.socket:
        sock: socket.socket = super()._new_conn()
        _admit(sock)
        return sock

    def send(self, data: Any) -> None:
        _sent(data)
        super().send(data)


class _SecureConnection(HTTPSConnection):
    response_class = _WireResponse

    def _new_conn(self) -> socket.socket:
        sock: socket.socket = super()._new_conn()
        _admit(sock)
        return sock

    def _tunnel(self) -> None:
        super()._tunnel()
        flight = _flight()
        if flight is not None:
            flight.tunnelled = True

    def connect(self) -> None:
        flight = _flight()
        before = len(flight.sent) if flight else 0
        try:
            super().connect()
        finally:
            if flight is not None:
                del flight.sent[before:]  # what a proxy was told is no part of the request
        if flight is not None and self.sock is not None:
            _note(flight, self.sock)  # the TLS socket wrapped around the admitted one

    def send(self, data: Any) -> None:
        _sent(data)
        super().send(data)


def _sent(data: Any) -> None:
    flight = _flight()
    if flight is not None and isinstance(data, bytes | bytearray):
        flight.sent += data
        flight.sent_at = time.monotonic()


def _note(flight: PendingExchange, sock: Any) -> None:
    """Note the socket of *flight* and its TLS version; TLS within a proxy's TLS has no socket."""
    version = getattr(sock, "version", None)
    flight.tls = str(version() or "") if version else ""
    flight.sockets.append(sock if isinstance(sock, socket.socket) else sock.socket)


def _reuse(connection: Any) -> Any:
    """Note socket and peer of a pooled connection in its flight."""
    flight = _flight()
    sock = getattr(connection, "sock", None)
    if flight is not None and sock is not None:
        _note(flight, sock)
        try:
            flight.peer = str(flight.sockets[-1].getpeername()[0])
        except OSError:
            flight.peer = ""
    return connection


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection

    def _get_conn(self, timeout: float | None = None) -> Any:
        return _reuse(super()._get_conn(timeout))


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection

    def _get_conn(self, timeout: float | None = None) -> Any:
        return _reuse(super()._get_conn(timeout))


POOL_CLASSES = {"http": _Pool, "https": _SecurePool}
