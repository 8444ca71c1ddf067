"""A loopback feed server in a process of its own: N feeds of 20 items over 20 host names.

``python -m benchmarks.server PORT N`` serves ``/feed/<n>.xml`` on 127.0.0.1…127.0.0.20 with
ETag and 304, printing ``ready`` when it listens. asyncio, one process, no framework.
"""

import asyncio
import sys
from datetime import datetime, timedelta

from benchmarks.subjects import HOSTS
from monitor.model.clock import BEIJING

TEXT = "县人民政府召开会议，研究部署近期重点工作，听取各镇各部门情况汇报并提出要求。" * 6


def feed(number: int, now: datetime) -> bytes:
    """Return one RSS feed of 20 items, about 15 kB."""
    items = []
    for index in range(20):
        stamp = (now - timedelta(hours=7 * index + number % 24)).strftime("%a, %d %b %Y %H:%M:%S")
        items.append(
            f"<item><title>第{number}号账号第{index}条工作动态</title>"
            f"<link>http://demo.invalid/{number}/{index}</link>"
            f"<guid isPermaLink='false'>{number}-{index}</guid>"
            f"<pubDate>{stamp} +0800</pubDate><description>{TEXT}</description></item>"
        )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel>"
        f"<title>账号{number}</title><link>http://demo.invalid/{number}</link>"
        f"<description>demo</description>{''.join(items)}</channel></rss>"
    ).encode()


class Server:
    """Answers GET only, keep-alive, from memory."""

    def __init__(self, total: int) -> None:
        now = datetime.now(BEIJING).replace(microsecond=0)
        self.bodies = [feed(number, now) for number in range(total)]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(self.answer(head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1]
        number = int(path.rpartition(b"/")[2].removesuffix(b".xml") or 0)
        tag = f'"e{number}"'
        if f"none-match: {tag}".encode() in head.lower().replace(b"none-match:  ", b"none-match: "):
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\nContent-Length: 0\r\n\r\n".encode()
        body = self.bodies[number]
        lines = (
            "HTTP/1.1 200 OK",
            "Content-Type: application/rss+xml; charset=utf-8",
            f"ETag: {tag}",
            f"Content-Length: {len(body)}",
        )
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def main(port: int, total: int) -> None:
    server = Server(total)
    listening = [await asyncio.start_server(server.handle, host, port) for host in HOSTS]
    print("ready", flush=True)
    await asyncio.gather(*(one.serve_forever() for one in listening))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
