"""Feeds as the tests write them, and those recorded."""

from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "feeds"


def rss(items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return (
        f'{head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>云岭发布</title>{items}</channel></rss>"
    ).encode()


def item(title: str = "云岭县简讯", date: str = "Wed, 29 Dec 2021 02:30:00 GMT") -> str:
    return f"<item><title>{title}</title><guid>{title}</guid><pubDate>{date}</pubDate></item>"
