"""E-mail over SMTP, encrypted unless the office's own server cannot."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from monitor.model.errors import ConfigError
from monitor.notices.channels.message import BURST, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """*to*: addresses, separated by commas. *tls*: from the start, by STARTTLS, or none."""

    kind: ClassVar[str] = "mail"
    limit: ClassVar[int] = 0
    burst: ClassVar[int] = BURST

    host: str
    sender: str
    to: str
    port: int = 465
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Literal["tls", "starttls", "none"] = "tls"

    def __post_init__(self) -> None:
        if any(sign in f"{self.sender}{self.to}" for sign in "\r\n"):
            raise ConfigError("邮件地址中不能有换行")

    def deliver(self, message: Message) -> None:
        """Send *message*; raises Undelivered."""
        from monitor.notices.channels import smtp  # who reads the register sends no mail

        smtp.send(self, message)
