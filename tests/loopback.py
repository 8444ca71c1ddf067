"""A server on loopback for as long as a test needs it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Quiet(ThreadingHTTPServer):
    """Ends with the test, whoever is still connected."""

    daemon_threads = True


@contextmanager
def listening(
    handler: type[BaseHTTPRequestHandler],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    kind: type[Quiet] = Quiet,
) -> Iterator[str]:
    """Answer by *handler* at *port* of *host*, else at a free one; yields the origin."""
    server = kind((host, port), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
