"""An identifier of a Chinese name: its sounds in letters, as a clerk would type them."""

import re

LONGEST = 40


def spelt(name: str) -> str:
    """Return lower-case letters and digits only; empty where the name has no such sound."""
    from pypinyin import lazy_pinyin

    return re.sub(r"[^a-z0-9]+", "", "".join(lazy_pinyin(name)).lower())[:LONGEST]
