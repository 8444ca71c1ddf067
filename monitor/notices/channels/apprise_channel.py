"""The long tail of services through the library apprise (extra ``alert``)."""

from dataclasses import dataclass, field
from typing import ClassVar

from monitor.model.errors import ConfigError
from monitor.notices.channels.message import BURST, Message, Undelivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Apprise:
    """*address*: apprise's own form, such as ``bark://…``; all of it is secret.

    Not for 企业微信, 钉钉 and 飞书: apprise takes their HTTP 200 for acceptance, whatever the
    body says, and counts characters where they count bytes.
    """

    kind: ClassVar[str] = "apprise"
    limit: ClassVar[int] = 0
    burst: ClassVar[int] = BURST
    schemes: ClassVar[tuple[str, ...]] = ("wecombot://", "dingtalk://", "feishu://")

    address: str = field(repr=False)

    def __post_init__(self) -> None:
        if self.address.lower().startswith(self.schemes):
            raise ConfigError("企业微信、钉钉、飞书请使用 wecom、dingtalk、feishu 通道")

    def deliver(self, message: Message) -> None:
        """Send *message*; raises Undelivered."""
        try:
            import apprise
        except ImportError:
            reason = "apprise 通道需要安装附加组件：pip install 'newmedia-monitor[alert]'"
            raise Undelivered(reason, permanent=True) from None
        client = apprise.Apprise()
        if not client.add(self.address):
            raise Undelivered("apprise 不认识该通道的地址", permanent=True)
        for server in client:  # each has a limit of its own, beyond which apprise lets it cut
            server.overflow_mode = apprise.OverflowMode.SPLIT
        if not client.notify(title=message.title, body=message.text):
            raise Undelivered("apprise 未能送达")
