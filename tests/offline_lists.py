"""The text of an offline list as the page's script writes it, made here a second time."""

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zlib import crc32

from tests.builders import NOON

SIX = ["wording", "secrets", "links", "opinion", "interaction", "honesty"]
HEAD = {"format": "monitor-list", "version": 1, "county": "", "name": "高台县", "on": "2021-12-31"}


def entry(account: str, at: datetime = NOON, **fields: Any) -> dict[str, Any]:
    return {"account": account, "at": int(at.timestamp())} | fields


def text(*entries: Mapping[str, Any], made: datetime = NOON, by: str = "李四", **head: Any) -> str:
    """Return the text of a list; *head*: what its first piece says otherwise."""
    made_at = {"made": int(made.timestamp()), "accounts": len(entries)}
    return pieces([{**HEAD, "by": by, **made_at, **head}, *entries])


def pieces(parts: Iterable[Any]) -> str:
    said = [json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode() for part in parts]
    mark = letters(crc32(said[0]).to_bytes(4))[:4]
    lines = [
        f"第{n}段共{len(said)}段{mark}：{sealed(data, f'{n}/{len(said)}/{mark}/')}完"
        for n, data in enumerate(said, 1)
    ]
    return "\n".join(["核查清单文字（第1版） 高台县 2021-12-31，李四填写，请全部发回。", *lines])


def sealed(data: bytes, number: str) -> str:
    return letters(data + crc32(number.encode() + data).to_bytes(4))


def letters(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")
