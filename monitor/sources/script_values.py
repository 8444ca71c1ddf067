"""Literal values in a page's scripts, read without running anything. Pure.

A text may be written ``'…'``, ``"…"``, ``JsDecode('…')``, ``htmlDecode("…")``, ``'…' * 1``,
``xml ? getXmlValue('….DATA') : '…'``, with ``\\x26``, ``\\u4e2d`` or ``&amp;`` within, and with
several of them at once. Other expressions are no values.
"""

import re
from collections.abc import Iterator
from functools import cache

SPANS = {  # by how they open: what may hold any sign, up to its end or that of the script
    "'": r"""'[^'\\]*(?:\\.[^'\\]*)*(?:'|\\?(?P<single>\Z))""",
    '"': r""""[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?(?P<double>\Z))""",
    "`": r"`[^`\\]*(?:\\.[^`\\]*)*(?:`|\\?(?P<back>\Z))",
    "/*": r"/\*(?:.*?\*/|.*(?P<remark>\Z))",
}
SIGNS = r"//[^\n]*|[{}\[\](),:;]"
LONGEST_KEY = 200
LONGEST = 2000  # signs of a text that can be a name or a time
KEY = re.compile(r"""([\w$]+)\s*["']?\s*$""")
_MOST = rf"{{0,{LONGEST}}}"
TEXT = rf"""(?:'(?:[^'\\\n]|\\.){_MOST}'|"(?:[^"\\\n]|\\.){_MOST}"|`(?:[^`\\]|\\.){_MOST}`)"""
SKIPPED = re.compile(r"""[\w.!\s=]+\?[^:]*:""")  # of ``xml ? … : …`` the first is not served
FORM = re.compile(  # ``'…'``, ``f('…')``, ``'…'.html(false)``, ``'…' || '…'``, ``'…' * 1``
    rf"""\s*(?:[\w.]+\s*\(\s*({TEXT})\s*\)|({TEXT}))(?:\.\w+\(\w*\))*"""
    rf"""\s*(?:\|\|\s*({TEXT})|\*\s*1\b)?\s*(?:,.*)?""",
    re.S,
)
NUMBER = re.compile(r"\s*(\d+)(?:\s*\*\s*1)?\s*(?:,.*)?", re.S)
ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|(.))", re.S)
CODED = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")
BREAKS = {"n": "\n", "r": "\r", "t": "\t", "0": "", "b": "", "f": "", "v": "", "\n": ""}


def fields(script: str, start: int) -> tuple[dict[str, str], int]:
    """Return the raw values of an object's first level by key, and the end of the object.

    *start*: behind its opening brace, or where a script begins that is written like the inside of
    one. As in JavaScript the last of two equal keys counts.
    """
    values: dict[str, str] = {}
    key, since, depth = "", start, 1
    for token in _tokens(script, start):
        sign = token[0]
        if sign in ("{", "[", "("):
            depth += 1
        elif sign in ("}", "]", ")"):
            depth -= 1
        elif sign not in (":", ",", ";"):
            continue
        if depth == 1 and sign == ":" and not key:
            named = KEY.search(script, max(since, token.start() - LONGEST_KEY), token.start())
            key, since = (named[1] if named else "?"), token.end()
        elif depth == 0 or (depth == 1 and sign in (",", ";")):
            if key:
                values[key] = script[since : token.start()]
            key, since = "", token.end()
        if depth == 0:
            return values, token.end()
    if key:
        values[key] = script[since:]
    return values, len(script)


def _tokens(script: str, start: int) -> Iterator[re.Match[str]]:
    """Yield the tokens of *script*; what opens and never ends is a mere sign.

    So are all that open in that way behind it, or each would be followed to the end.
    """
    spans = tuple(SPANS)
    here: int | None = start
    while here is not None:
        tokens, here = _token(spans).finditer(script, here), None
        for token in tokens:
            if token.lastgroup is None:
                yield token
                continue
            opened = next(span for span in spans if token[0].startswith(span))
            spans = tuple(span for span in spans if span != opened)
            here = token.start() + len(opened)
            break


@cache
def _token(spans: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join((*(SPANS[span] for span in spans), SIGNS)), re.S)


def value(expression: str) -> str:
    """Return the text or number that *expression* is, empty where it is neither."""
    if skipped := SKIPPED.match(expression):
        expression = expression[skipped.end() :]
    if number := NUMBER.fullmatch(expression):
        return number[1]
    match = FORM.fullmatch(expression)
    if match is None:
        return ""
    texts = (decoded(text[1:-1]) for text in match.groups() if text)
    return next(filter(None, texts), "")


def decoded(text: str) -> str:
    """Return a text without its escapes, some of which are escaped twice."""
    text = ESCAPE.sub(_char, text)
    if CODED.search(text):
        text = ESCAPE.sub(_char, text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _char(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is None:
        return BREAKS.get(match[4], match[4])
    return chr(int(code, 16)) if int(code, 16) < 0x110000 else ""
