"""A letter on its way: SMTP, encrypted unless the office's own server cannot."""

import smtplib
import ssl
from email.message import EmailMessage
from typing import TYPE_CHECKING

from monitor.model.system_errors import reason_of
from monitor.notices.channels.message import Message, Undelivered

if TYPE_CHECKING:
    from monitor.notices.channels.mail import Mail

TIMEOUT = 20.0
LONGEST_TITLE = 100


def send(mail: "Mail", message: Message) -> None:
    """Send *message* the way that *mail* names; raises Undelivered."""
    try:
        server = _connected(mail)
        try:
            if mail.user:
                server.login(mail.user, mail.password)
            server.send_message(_letter(mail, message))
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


def _connected(mail: "Mail") -> smtplib.SMTP:
    if mail.tls == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=TIMEOUT, context=context)
    server = smtplib.SMTP(mail.host, mail.port, timeout=TIMEOUT)
    if mail.tls == "starttls":
        server.starttls(context=ssl.create_default_context())
    return server


def _letter(mail: "Mail", message: Message) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = " ".join(message.title.split())[:LONGEST_TITLE] or "政务新媒体监测"
    letter["From"] = mail.sender
    letter["To"] = mail.to
    letter.set_content(message.text, cte="base64")  # some servers take seven bits only
    return letter


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; a server rude about it has taken the letter all the same."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
