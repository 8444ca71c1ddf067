"""Group bots of 企业微信, 钉钉 and 飞书; each answers 200 and hides its error in the body."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import quote_plus

from monitor.model import clock
from monitor.notices.channels.message import BURST, Message, Undelivered
from monitor.notices.channels.posting import PAUSE, answered, post


@dataclass(frozen=True, slots=True, kw_only=True)
class Wecom:
    """企业微信群机器人. *url*: the whole address of the bot, its key included."""

    kind: ClassVar[str] = "wecom"
    limit: ClassVar[int] = 2048  # bytes of text, as its documentation has it
    burst: ClassVar[int] = BURST
    broken: ClassVar[frozenset[int]] = frozenset({93000, 93004, 40008, 40058})
    busy: ClassVar[frozenset[int]] = frozenset({45009})

    url: str = field(repr=False)
    allow_private: bool = False

    def deliver(self, message: Message) -> None:
        """Send *message*; raises Undelivered."""
        value = {"msgtype": "text", "text": {"content": message.whole}}
        answer = answered(post(self.url, value, allow_private=self.allow_private))
        _judge("企业微信", answer, ("errcode",), self.broken, self.busy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dingtalk:
    """钉钉群机器人. *secret*: signs each request, where the bot demands it."""

    kind: ClassVar[str] = "dingtalk"
    limit: ClassVar[int] = 18_000  # of the 20 000 bytes that a request may have
    burst: ClassVar[int] = BURST
    pause: ClassVar[float] = 600.0  # seconds for which a bot is silenced that sent too often
    broken: ClassVar[frozenset[int]] = frozenset({310000, 300001, 40035})
    busy: ClassVar[frozenset[int]] = frozenset({130101, 130103, 410100, 660026})

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    allow_private: bool = False

    def deliver(self, message: Message) -> None:
        """Send *message*; raises Undelivered."""
        value = {"msgtype": "text", "text": {"content": message.whole}}
        answer = answered(post(self._signed(), value, allow_private=self.allow_private))
        _judge("钉钉", answer, ("errcode",), self.broken, self.busy, self.pause)

    def _signed(self) -> str:
        if not self.secret:
            return self.url
        stamp = str(int(clock.now().timestamp() * 1000))
        sign = _hmac(self.secret, f"{stamp}\n{self.secret}".encode())
        joint = "&" if "?" in self.url else "?"
        return f"{self.url}{joint}timestamp={stamp}&sign={quote_plus(sign)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feishu:
    """飞书群机器人. *secret*: signs each request, where the bot demands it."""

    kind: ClassVar[str] = "feishu"
    limit: ClassVar[int] = 18_000  # of the 20 KB that a request may have
    burst: ClassVar[int] = BURST
    broken: ClassVar[frozenset[int]] = frozenset({19001, 19021, 19022, 19024})
    busy: ClassVar[frozenset[int]] = frozenset({11232, 9499})

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    allow_private: bool = False

    def deliver(self, message: Message) -> None:
        """Send *message*; raises Undelivered."""
        value: dict[str, Any] = {"msg_type": "text", "content": {"text": message.whole}}
        if self.secret:
            stamp = str(int(clock.now().timestamp()))
            value |= {"timestamp": stamp, "sign": _hmac(f"{stamp}\n{self.secret}", b"")}
        answer = answered(post(self.url, value, allow_private=self.allow_private))
        _judge("飞书", answer, ("code", "StatusCode"), self.broken, self.busy)


def _hmac(key: str, text: bytes) -> str:
    return base64.b64encode(hmac.new(key.encode(), text, hashlib.sha256).digest()).decode()


def _judge(
    name: str,
    answer: Mapping[str, Any],
    keys: tuple[str, ...],
    broken: frozenset[int],
    busy: frozenset[int],
    pause: float = PAUSE,
) -> None:
    """Raise Undelivered unless the answer says in so many words that the message was taken."""
    code = next((answer[key] for key in keys if key in answer), None)
    if code == 0:
        return
    if not isinstance(code, int):
        raise Undelivered(f"{name}的应答无法识别")
    if code in busy:
        raise Undelivered(f"{name}限制了发送频率（错误码 {code}）", retry_after=pause)
    if code in broken:
        raise Undelivered(
            f"{name}机器人的地址、签名或关键词不符（错误码 {code}），请核对通道设置", permanent=True
        )
    raise Undelivered(f"{name}没有接受消息（错误码 {code}）")
