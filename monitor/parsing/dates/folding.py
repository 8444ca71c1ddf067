"""Fold characters that mean the same in a date: widths, dashes, colons, traditional forms."""

import html
import re

_DASHES = "‐‑‒–—―−－﹣━─"
_COLONS = "：∶﹕꞉ː︰˸"
_SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_NOTHING = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_BRACKETS = {"【": "[", "】": "]", "〔": "[", "〕": "]", "［": "[", "］": "]", "「": "[", "」": "]"}
_TRADITIONAL = dict(
    zip(
        "週號時點間發佈於來剛個鐘後兩禮農曆臘閏編輯資訊聞創數閱讀瀏覽幾約標準國灣東稱",
        "周号时点间发布于来刚个钟后两礼农历腊闰编辑资讯闻创数阅读浏览几约标准国湾东称",
        strict=True,
    )
)
_SAME = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_COLONS, ":")
    | dict.fromkeys(map(chr, _SPACES), " ")
    | dict.fromkeys(map(chr, _NOTHING), "")
    | _BRACKETS
    | _TRADITIONAL
    | {"．": ".", "／": "/", "⁄": "/", "∕": "/", "，": ",", "、": ",", "\u5169": "两"}
)
_MARKUP = re.compile(r"<!\[CDATA\[|\]\]>|<[^<>]{1,200}>")
_SPACE = re.compile(r"\s+")
ESCAPED = 3  # times that a text may have been escaped


def folded(text: str) -> str:
    """Return *text* with one character for all that mean the same in a date."""
    for _ in range(ESCAPED):
        if "&" not in text:
            break
        text = html.unescape(text)
    if "<" in text or "]]>" in text:
        text = _MARKUP.sub(" ", text)
    if not text.isascii():
        text = text.translate(_SAME)
    return _SPACE.sub(" ", text).strip()
