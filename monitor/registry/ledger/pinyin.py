"""An identifier of a Chinese name: its sounds in letters, as a clerk would type them."""

import re

LONGEST = 40


def spelt(name: str, county: str = "") -> str:
    """Return lower-case letters and digits only; empty where the name has no such sound.

    What all names share, the *county* in front and 人民政府 behind, is left out.
    """
    from pypinyin import lazy_pinyin

    name = name.removeprefix(county).removesuffix("人民政府") or name
    return re.sub(r"[^a-z0-9]+", "", "".join(lazy_pinyin(name)).lower())[:LONGEST]
