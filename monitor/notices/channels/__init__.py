"""Channels of delivery, and the table of all kinds. A channel judges nothing."""

from typing import ClassVar, Protocol

from monitor.notices.channels.apprise_channel import Apprise
from monitor.notices.channels.bots import Dingtalk, Feishu, Wecom
from monitor.notices.channels.mail import Mail
from monitor.notices.channels.message import Message, Undelivered
from monitor.notices.channels.webhook import Webhook


class Channel(Protocol):
    """One configured way to one receiver.

    *limit*: the bytes that one message may take, 0 where there is no limit. *burst*: how many
    messages it takes in one go.
    """

    kind: ClassVar[str]
    limit: ClassVar[int]
    burst: ClassVar[int]

    def deliver(self, message: Message) -> None: ...


CHANNELS: dict[str, type[Channel]] = {
    channel.kind: channel for channel in (Wecom, Dingtalk, Feishu, Webhook, Mail, Apprise)
}

__all__ = ["CHANNELS", "Channel", "Mail", "Message", "Undelivered"]
