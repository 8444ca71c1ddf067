"""Cut a text to so many bytes, never inside a character; services count bytes."""

TAIL = "\n…（内容过长，已截断）"


def cut(text: str, limit: int) -> str:
    """Return *text* in at most *limit* bytes of UTF-8; what is cut says so."""
    data = text.encode()
    if len(data) <= limit:
        return text
    room = limit - len(TAIL.encode())
    return data[: max(room, 0)].decode("utf-8", "ignore").rstrip() + TAIL
