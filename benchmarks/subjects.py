"""The programs compared, each run as a fresh process over the same feeds.

``python -m benchmarks.subjects NAME FOLDER PORT N`` runs one of them once in FOLDER.
"""

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HOSTS = tuple(f"127.0.0.{number}" for number in range(1, 21))


def urls(port: int, total: int) -> list[str]:
    return [f"http://{HOSTS[n % len(HOSTS)]}:{port}/feed/{n}.xml" for n in range(total)]


def monitor(folder: Path, port: int, total: int) -> None:
    """The whole check: fetch, evidence, parse, store, judge, print."""
    from monitor.cli import main

    register = folder / "accounts.yaml"
    if not register.exists():
        lines = [
            "jurisdiction: {name: 高台县}",
            "pace: {default: 0}",
            "units: [{id: u, name: 某局}]",
            "accounts:",
        ]
        for number, url in enumerate(urls(port, total)):
            lines.append(
                f"  - {{id: a{number}, name: 账号{number}, platform: wechat, unit: u, "
                f"sources: [{{kind: feed, url: '{url}'}}]}}"
            )
        register.write_text("\n".join(lines), encoding="utf-8")
    main(["-C", str(folder), "check", "--workers", "2"])


def tuned(folder: Path, port: int, total: int) -> None:
    """The bare loop to compare with: one shared session, 64 pools, lxml, no store."""
    import requests
    from lxml import etree
    from requests.adapters import HTTPAdapter

    session = requests.Session()
    session.trust_env = False
    session.mount("http://", HTTPAdapter(pool_connections=64, pool_maxsize=64))
    kept = folder / "etags.json"
    etags = json.loads(kept.read_text()) if kept.exists() else {}

    def one(url: str) -> tuple[str, str]:
        headers = {"If-None-Match": etags[url]} if url in etags else {}
        answer = session.get(url, headers=headers, timeout=10)
        if answer.status_code == 200:
            root = etree.fromstring(answer.content)
            for item in root.iter("item"):
                _ = item.findtext("title"), item.findtext("link"), item.findtext("pubDate")
        return url, answer.headers.get("ETag", "")

    with ThreadPoolExecutor(10) as pool:
        kept.write_text(json.dumps(dict(pool.map(one, urls(port, total)))))


def urlwatch(folder: Path, port: int, total: int) -> None:
    """urlwatch over the same feeds, its own filters reducing each to its dates."""
    jobs = folder / "urls.yaml"
    if not jobs.exists():
        block = (
            "name: {n}\nurl: {url}\nfilter:\n"
            "  - xpath:\n      path: //item[1]/pubDate/text()\n      method: xml\n"
        )
        texts = [block.format(n=n, url=url) for n, url in enumerate(urls(port, total))]
        jobs.write_text("---\n".join(texts), encoding="utf-8")
        (folder / "config.yaml").write_text("report: {stdout: {enabled: false}}\n")
    program = str(Path(sys.executable).with_name("urlwatch"))
    settings = ["--config", str(folder / "config.yaml"), "--cache", str(folder / "cache.db")]
    os.execv(program, [program, "--urls", str(jobs), *settings])


def reader(folder: Path, port: int, total: int) -> None:
    """reader with 10 workers."""
    from reader import make_reader

    made = make_reader(str(folder / "reader.db"))
    known = {feed.url for feed in made.get_feeds()}
    for url in urls(port, total):
        if url not in known:
            made.add_feed(url, allow_invalid_url=True)
    for _ in made.update_feeds_iter(workers=10):
        pass


SUBJECTS: dict[str, Callable[[Path, int, int], None]] = {
    "monitor": monitor,
    "tuned": tuned,
    "urlwatch": urlwatch,
    "reader": reader,
}

if __name__ == "__main__":
    SUBJECTS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
