"""Rewrite a page so that every parser reads it as a browser does.

What a browser ignores is dropped, and what it hides is shown: a tree that shows more than readers
see can hide nothing. That something was mended is weighed apart, by the characters as they came.
"""

import re

from monitor.sources.webpage.markup import COMMENT_END, markup_of

NUL = "\0"
OPENER, CLOSER = "<!--", "-->"
_NO_TAG = re.compile(r"(<(?:/|!-?)?)\0+")  # behind it, NUL is what keeps a sign from being a tag
_ROOTS = re.compile(r"</?(?:html|body)\b", re.I)
_LAST = re.compile(r"</[^<>]*>\s*(?:</[^<>]*>\s*)?")
_USUAL = ["<html", "<body", "</body", "</html"]


def mended(text: str) -> str:
    """Return *text* without NUL, open comments and all but the first tags of page and body."""
    if NUL in text:
        text = _NO_TAG.sub("\\1\ufffd", text).replace(NUL, "")
    if not (_is_odd(text) or _roots_are_odd(text)):
        return text
    markup = markup_of(text)
    changes = [_comment_change(text, start, end) for start, end in markup.comments]
    changes += _root_changes(text, markup.roots)
    parts: list[str] = []
    here = 0
    for start, end, instead in sorted(changes):
        parts += (text[here:start], instead)
        here = end
    return "".join((*parts, text[here:]))


def _is_odd(text: str) -> bool:
    """Say whether, at a glance, a comment never ends or ends in an odd way."""
    if "--!>" in text:
        return True
    here = 0
    while (start := text.find(OPENER, here)) >= 0:
        end = text.find(CLOSER, start + 2)
        if end < 0:
            return True
        here = end + len(CLOSER)
    return False


def _roots_are_odd(text: str) -> bool:
    """Say whether page and body do not open and close once, in order, around all."""
    roots = list(_ROOTS.finditer(text))
    named = [match.group().lower() for match in roots]
    if named != [name for name in _USUAL if name in named]:
        return True
    closing = next((match for match in roots if match.group().startswith("</")), None)
    return closing is not None and _LAST.fullmatch(text, closing.start()) is None


def _comment_change(text: str, start: int, end: int) -> tuple[int, int, str]:
    """Return the replacement of a comment, which ends as all parsers end one."""
    inside = text[start + len(OPENER) : end]
    closing = COMMENT_END.search(inside)
    if closing is None:
        return start, end, inside.replace(OPENER, "")
    return start, end, f"{OPENER}{inside[: closing.start()]}{CLOSER}"


def _root_changes(text: str, roots: tuple[tuple[int, int], ...]) -> list[tuple[int, int, str]]:
    """Return the removals of tags that browsers ignore.

    They never leave a body, whatever is closed, and join a second body to the first.
    """
    seen: set[str] = set()
    dropped = []
    for start, end in roots:
        name = text[start + 1 : start + 5].lower()
        if name in seen or name.startswith("/"):
            dropped.append((start, end, ""))
        seen.add(name)
    return dropped
