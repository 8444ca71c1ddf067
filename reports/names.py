"""What accounts are called in a sentence, and how many are named in one."""

from collections.abc import Sequence

from monitor.model import AccountSnapshot, Platform
from monitor.parsing.text import clean

NAMED = 10  # accounts named in a sentence; all of them stand in the annex
AGAIN, EXAMPLES = 5, 3  # where most were named before: so many, else the first few
NAME = 400  # characters of a name: as long as any
SHORT = 40  # characters of a name that a list or a picture has room for
WORKBOOK = "电子附表"  # which holds what no annex does


def called(platform: str, name: str, longest: int = NAME) -> str:
    """Return platform and name, as a sentence of a paper has them."""
    return f"{Platform(platform).label}“{clean(name, longest)}”"


def with_platform(platform: str, name: str) -> str:
    """Return the name and behind it the platform, as a page's lists and pictures have them."""
    return f"“{clean(name, SHORT)}”（{Platform(platform).label}）"


def named(account: AccountSnapshot) -> str:
    """Return platform and name."""
    return called(account.platform, account.name)


def with_unit(account: AccountSnapshot) -> str:
    """Return unit, platform and name."""
    return f"{clean(account.unit)}{named(account)}"


def listed(names: Sequence[str], see: str = "") -> str:
    """Return *names* in a row, those beyond ``NAMED`` counted; *see*: where all of them stand."""
    return "、".join(names) if len(names) <= NAMED else _first(names, NAMED, see)


def listed_again(names: Sequence[str], see: str = "") -> str:
    """Return *names*, most of which the paper has named before; of many, the first few."""
    return "、".join(names) if len(names) <= AGAIN else _first(names, EXAMPLES, see)


def _first(names: Sequence[str], number: int, see: str) -> str:
    return f"{'、'.join(names[:number])}等{len(names)}个，其余见{see or WORKBOOK}"
