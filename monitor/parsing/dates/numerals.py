"""Numbers as Chinese writes them: digits, 二〇二六, 廿七, 卅一, 十二, 半."""

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
TENS = {"廿": 20, "卅": 30}

NUMBER = r"(?:\d{1,4}|[廿卅][一二三四五六七八九]?|[〇○零一二两三四五六七八九十]{1,3}|半)"
WORD = r"(?:\d{1,2}|[廿卅][一二三四五六七八九]?|[一二三四五六七八九十]{1,3})"
YEAR = r"(?:\d{4}|[〇○零0Oo一二三四五六七八九]{4})"


def number(text: str) -> float:
    """Return the number that *text* writes; raises ValueError or KeyError for none."""
    if text == "半":
        return 0.5
    if text.isdecimal():
        return int(text)
    if text[0] in TENS:
        return TENS[text[0]] + (DIGITS[text[1:]] if text[1:] else 0)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)
    return int("".join(c if c.isdecimal() else str(DIGITS[c]) for c in text.replace("两", "二")))


def year(text: str) -> int:
    """Return the year: two digits are those of this century."""
    value = int(number(text.replace("O", "0").replace("o", "0")))
    return value if value > 99 else 2000 + value
