"""Loopback servers that say exactly what a test wants, byte for byte."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Talk = Callable[[socket.socket, bytes], None]


def says(*parts: bytes) -> Talk:
    """Answer with these bytes, then close."""
    return lambda peer, _: peer.sendall(b"".join(parts))


def ok(body: bytes = b"hello", *headers: str) -> Talk:
    """Answer 200 with *body*."""
    head = "".join(f"{header}\r\n" for header in headers)
    start = f"HTTP/1.1 200 OK\r\n{head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    return says(start.encode(), body)


def status(code: int, *headers: str, body: bytes = b"") -> Talk:
    head = "".join(f"{header}\r\n" for header in headers)
    start = (
        f"HTTP/1.1 {code} Said\r\n{head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return says(start.encode(), body)


@contextmanager
def speaking(*talks: Talk) -> Iterator[tuple[str, list[bytes]]]:
    """Serve each connection with the next talk, the last one for ever: (origin, heads read)."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=32)
    heads: list[bytes] = []
    waiting = list(talks)

    def serve(peer: socket.socket, talk: Talk) -> None:
        with peer:
            try:
                head = b""
                while b"\r\n\r\n" not in head:
                    part = peer.recv(65536)
                    if not part:
                        return
                    head += part
                bodiless = b"Content-Length: 0\r\n" in head
                if head.startswith(b"POST") and head.endswith(b"\r\n\r\n") and not bodiless:
                    head += peer.recv(65536)
                heads.append(head)
                talk(peer, head)
            except OSError:
                return

    def accept() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            talk = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            threading.Thread(target=serve, args=(peer, talk), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", heads
    finally:
        listener.close()


@contextmanager
def speaking_raw(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Hand each connection to *serve* before anything was read: the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=32)

    def guarded(peer: socket.socket) -> None:
        with peer, suppress(OSError):
            serve(peer)

    def accept() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=guarded, args=(peer,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
