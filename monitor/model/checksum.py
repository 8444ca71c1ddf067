"""The checksum of a file that is handed in, as papers print it and people compare it (校验码)."""

DIGITS = 16  # hexadecimal: short enough to type, too many to be hit by chance


def printed(sha256: str) -> str:
    """Return the digits of *sha256* that stand on paper."""
    return sha256.removeprefix("sha256:")[:DIGITS]
