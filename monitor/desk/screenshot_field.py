"""Screenshots as a form sends them: saved when the person's own file was, never when it arrived."""

from datetime import UTC, datetime

from flask import request

from monitor.model import clock
from monitor.model.errors import ConfigError
from monitor.review import attachments
from monitor.review.attachments import Proof
from monitor.review.claims import FieldError

HOW = "；请用手机或电脑的截图键截取"


def sent(field: str, saved: str, now: datetime) -> Proof | None:
    """Return the picture in *field*, None where none was chosen; raises FieldError.

    *saved*: the field in which the browser says when the file was saved.
    """
    file = request.files.get(field)
    if file is None or not file.filename:
        return None
    data = file.stream.read(attachments.LARGEST + 1)
    try:
        if not data:
            raise ConfigError("截图文件是空的，请重新截图")
        return attachments.given(data, "", _saved_at(request.form.get(saved, ""), now))
    except ConfigError as wrong:
        how = "" if len(data) > attachments.LARGEST or not data else HOW
        raise FieldError("screenshot", f"{wrong}{how}") from wrong


def _saved_at(stated: str, now: datetime) -> datetime | None:
    """Return the moment that a browser states; one whose clock is ahead of ours says nothing."""
    word = stated.strip()
    if not (word.isdecimal() and word.isascii() and len(word) <= 15):
        return None
    try:
        saved = datetime.fromtimestamp(int(word) / 1000, UTC).replace(microsecond=0)
    except (ValueError, OverflowError, OSError):
        return None
    return min(saved, now) if saved <= now + clock.CLOCK_SKEW else None
