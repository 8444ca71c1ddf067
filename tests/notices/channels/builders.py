"""A message, and what was sent of it."""

import json
from typing import Any

from monitor.notices.channels import Message

HELLO = Message(title="更新提醒", text="高台财政已 10 天未更新\n请尽快发布")


def body(head: bytes) -> Any:
    return json.loads(head.partition(b"\r\n\r\n")[2])
