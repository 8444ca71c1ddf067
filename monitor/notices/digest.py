"""The notices of one delivery in messages that a channel takes. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.notices.channels import Message, parts
from monitor.notices.channels.message import harmless
from monitor.notices.channels.parts import TextLine
from monitor.notices.notice import Kind, Notice


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message of a digest. *notices*: those that are complete with it."""

    message: Message
    notices: tuple[Notice, ...]


def digest(notices: Iterable[Notice], *, again: bool, limit: int = 0) -> tuple[Parcel, ...]:
    """Return *notices* in the order of their kinds, in messages of at most *limit* bytes each.

    *again*: the result of an earlier attempt is unknown, which the message says.
    """
    listed = list(notices)
    lines: list[tuple[TextLine, Notice | None]] = []
    if again:
        lines.append((TextLine(text="（上次发送未得到确认，以下内容可能重复）"), None))
    for kind in Kind:
        of_kind = [notice for notice in listed if notice.kind is kind]
        head = f"【{kind.label}】{len(of_kind)}条"
        if of_kind:
            lines.append((TextLine(text=head, head=head), None))
        for number, notice in enumerate(of_kind, 1):
            lines.append((TextLine(text=f"{number}.{harmless(notice.text)}", head=head), notice))
    title = f"政务新媒体监测（{len(listed)}条）"
    pages = parts.pages([line for line, _ in lines], title, limit)
    starts = (0, *(page.whole for page in pages))
    return tuple(
        Parcel(
            Message(title=parts.numbered(title, number, len(pages)), text="\n".join(page.lines)),
            tuple(notice for _, notice in lines[starts[number - 1] : page.whole] if notice),
        )
        for number, page in enumerate(pages, 1)
    )
