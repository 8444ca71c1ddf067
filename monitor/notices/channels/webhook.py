"""A plain webhook: JSON with a signature over the exact body."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import ClassVar

from monitor.model import clock
from monitor.notices.channels.message import BURST, Message
from monitor.notices.channels.posting import post


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """*secret*: signs the body as ``X-Monitor-Signature: sha256=…``. Any 2xx is acceptance."""

    kind: ClassVar[str] = "webhook"
    limit: ClassVar[int] = 0
    burst: ClassVar[int] = BURST

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    allow_private: bool = False

    def deliver(self, message: Message) -> None:
        """Send *message*; raises Undelivered."""
        value = {"title": message.title, "text": message.text, "sent_at": clock.iso(clock.now())}
        body = json.dumps(value, ensure_ascii=False).encode()
        headers = {}
        if self.secret:
            digest = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Monitor-Signature"] = f"sha256={digest}"
        post(self.url, body, headers=headers, allow_private=self.allow_private)
