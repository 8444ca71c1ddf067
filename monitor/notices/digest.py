"""The notices of one delivery in messages that a channel takes. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from monitor.notices.channels import Message, parts
from monitor.notices.channels.message import harmless
from monitor.notices.channels.parts import TextLine
from monitor.notices.notice import Kind, Notice

MOST = 200  # notices of a kind that are told one by one
WHERE = "monitor status、monitor cases list"  # what shows all of them


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message of a digest. *notices*: those that are complete with it."""

    message: Message
    notices: tuple[Notice, ...]


def digest(notices: Iterable[Notice], *, again: bool, limit: int = 0) -> tuple[Parcel, ...]:
    """Return *notices* in the order of their kinds, in messages of at most *limit* bytes each.

    Of one kind ``MOST`` are told one by one, and how many more there are: nobody reads thousands.
    *again*: the result of an earlier attempt is unknown, which the message says.
    """
    listed = list(notices)
    lines: list[tuple[TextLine, tuple[Notice, ...]]] = []
    if again:
        lines.append((TextLine(text="（上次发送未得到确认，以下内容可能重复）"), ()))
    for kind in Kind:
        of_kind = [notice for notice in listed if notice.kind is kind]
        head = f"【{kind.label}】{len(of_kind)}条"
        if of_kind:
            lines.append((TextLine(text=head, head=head), ()))
        for number, notice in enumerate(of_kind[:MOST], 1):
            text = f"{number}.{harmless(notice.text)}"
            lines.append((TextLine(text=text, head=head), (notice,)))
        if others := tuple(of_kind[MOST:]):
            text = f"其余{len(others)}条不逐条列出，请在值班台查看，或运行 {WHERE}。"
            lines.append((TextLine(text=text, head=head), others))
    title = f"政务新媒体监测（{len(listed)}条）"
    pages = parts.pages([line for line, _ in lines], title, limit)
    starts = (0, *(page.whole for page in pages))
    return tuple(
        Parcel(
            Message(title=parts.numbered(title, number, len(pages)), text="\n".join(page.lines)),
            tuple(
                chain.from_iterable(
                    notices for _, notices in lines[starts[number - 1] : page.whole]
                )
            ),
        )
        for number, page in enumerate(pages, 1)
    )
