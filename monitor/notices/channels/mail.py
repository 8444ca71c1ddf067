"""E-mail over SMTP, encrypted unless the office's own server cannot."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import ClassVar, Literal

from monitor.model.errors import ConfigError
from monitor.model.system_errors import reason_of
from monitor.notices.channels.message import BURST, Message, Undelivered

TIMEOUT = 20.0
LONGEST_TITLE = 100


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
        try:
            server = self._connected()
            try:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(self._letter(message))
            finally:
                _leave(server)
        except smtplib.SMTPAuthenticationError:
            raise Undelivered("邮件服务器不接受用户名或密码", permanent=True) from None
        except smtplib.SMTPRecipientsRefused:
            raise Undelivered("邮件服务器不接受收件人地址", permanent=True) from None
        except smtplib.SMTPException:
            raise Undelivered("邮件没有发出：服务器拒绝，或应答有误") from None
        except (OSError, ValueError) as error:
            raise Undelivered(f"邮件没有发出：{reason_of(error) or '邮件内容有误'}") from None

    def _connected(self) -> smtplib.SMTP:
        if self.tls == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        if self.tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = " ".join(message.title.split())[:LONGEST_TITLE] or "政务新媒体监测"
        letter["From"] = self.sender
        letter["To"] = self.to
        letter.set_content(message.text, cte="base64")  # some servers take seven bits only
        return letter


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; a server rude about it has taken the letter all the same."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
