"""How people name an account, a unit, a platform: by id, by name, by name and platform. Pure.

Everything here is read with a tolerance for width, case and spaces, and refuses what two could be
meant by: a name that only resembles one is proposed, never taken.
"""

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain
from typing import Protocol

from monitor.model import Account, Means, Platform
from monitor.model.errors import RequestError
from monitor.parsing import vocabulary
from monitor.parsing.text import clean, few

BRACKETED = re.compile(r"(.+?)\s*\(([^()]+)\)")  # 黑山乡微讯(抖音), once folded to half width
AT = re.compile(r"(.+)@(.+)")  # 黑山乡微讯@抖音
SPACED = re.compile(r"(.+)\s+(\S+)")  # 黑山乡微讯 抖音
ALIKE = 0.6  # below this the likely name is likely another one
ALIKE_IDS = 0.8  # ids end alike, and are longer
MOST_COMPARED = 2_000  # names; comparing with more takes longer than anybody waits
MOST_LISTED = 6  # candidates in one sentence
SHORTEST = 2  # characters of a part of a name that can stand for it
PLATFORM_WORDS = tuple(  # by which accounts.yaml may call a platform besides its code
    word
    for member in Platform
    for word in (member.label, *(vocabulary.PLATFORMS.get(member, ())))
    if member is not Platform.OTHER or word == member.label
)
QUOTES = "“”\"'「」"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountName:
    """By what an account can be asked for."""

    id: str
    name: str
    platform: Platform

    @property
    def full(self) -> str:
        """Return the name with its platform, as every list shows it."""
        return full(self)


class AccountLike(Protocol):
    """Whatever has the name of an account and its platform."""

    @property
    def name(self) -> str: ...
    @property
    def platform(self) -> Platform: ...


def entered_by(by: str, via: Means | None) -> str:
    """Return who entered something, and by what means where it was not the command line."""
    return by if via in (None, Means.CLI) else f"{by}（{via.label}）"


def full(account: AccountLike) -> str:
    """Return the name of *account* with its platform, as every list shows it."""
    return f"{clean(account.name)}（{account.platform.label}）"


class AccountNames:
    """The names of a register's accounts, found without going through all of them.

    *absent*: how the sentence begins that one nobody knows is answered with.
    """

    def __init__(self, accounts: Iterable[AccountName], absent: str = "名单中没有账号") -> None:
        self.absent = absent
        self.accounts = tuple({account.id: account for account in accounts}.values())
        self._by_id = {account.id: account for account in self.accounts}
        self._by_name: dict[str, list[AccountName]] = {}
        for account in self.accounts:
            self._by_name.setdefault(folded(account.name), []).append(account)

    @classmethod
    def of(cls, accounts: Iterable[Account]) -> "AccountNames":
        """Return by what each of *accounts* can be asked for."""
        return cls(
            AccountName(id=account.id, name=account.name, platform=account.platform)
            for account in accounts
        )

    def ids(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the ids of the accounts that *words* name; raises RequestError.

        A platform that follows a name as a word of its own belongs to it.
        """
        ids: list[str] = []
        left = deque(words)
        while left:
            word = left.popleft()
            if left and platform_or_none(left[0]) is not None and not self.matching(left[0]):
                word = f"{word}@{left.popleft()}"
            ids.append(self.id(word))
        return tuple(dict.fromkeys(ids))

    def id(self, word: str) -> str:
        """Return the id of the account that *word* names; raises RequestError with candidates."""
        matches = self.matching(word)
        if len(matches) == 1:
            return matches[0].id
        shown = clean(word.strip().strip(QUOTES))
        if not matches:
            raise RequestError(f"{self.absent}“{shown}”{self._proposal(word)}")
        listed = "、".join(self.typed(match.id) for match in matches[:MOST_LISTED])
        rest = "等" if len(matches) > MOST_LISTED else ""
        raise RequestError(f"“{shown}”有{len(matches)}个账号，请写明是哪一个：{listed}{rest}")

    def matching(self, word: str) -> tuple[AccountName, ...]:
        """Return whom *word* names: one by its id, else all that it can be read as the name of.

        A name that ends in a platform's may stand beside the same account of that platform.
        """
        return tuple(dict.fromkeys(self._matches(word)))

    def _matches(self, word: str) -> Iterator[AccountName]:
        """Yield whom *word* names, perhaps more than once."""
        if by_id := self._by_id.get(word.strip()):
            yield by_id
            return
        yield from self._by_name.get(folded(word), ())
        for name, on in _pairs(word):
            for account in chain(self._by_name.get(name, ()), self._called(name)):
                if account.platform is on:
                    yield account

    def _is_alone(self, word: str, account: AccountName) -> bool:
        """Say whether *word* names *account* and no other; of many namesakes one is enough."""
        is_named = False
        for match in self._matches(word):
            if match.id != account.id:
                return False
            is_named = True
        return is_named

    def typed(self, id: str) -> str:
        """Return the shortest words that name the account *id*, and it alone, to a command."""
        account = self._by_id[id]
        candidates = (account.name, account.full)
        return next((text for text in candidates if self._is_alone(text, account)), id)

    def listed(self, id: str) -> str:
        """Return the account *id* as a list shows it: by what the next command takes.

        The id stands below the name where name and platform do not name it alone.
        """
        account = self._by_id[id]
        is_clear = self._is_alone(account.full, account)
        return account.full if is_clear else f"{account.full}\n{id}"

    def _called(self, id: str) -> tuple[AccountName, ...]:
        account = self._by_id.get(id)
        return (account,) if account else ()

    def _proposal(self, word: str) -> str:
        """Return the names that resemble *word*, as a question; empty where none does."""
        wanted = next((name for name, _ in _pairs(word)), folded(word))
        known = {**{id: id for id in self._by_id}, **{name: name for name in self._by_name}}
        near = [account for text in _near(wanted, known) for account in self.matching(text)]
        return _question([self.typed(account.id) for account in dict.fromkeys(near)][:MOST_LISTED])


@lru_cache(maxsize=1_000)  # a register says the same few words of each of its accounts
def platform_or_none(word: str) -> Platform | None:
    """Return the platform that *word* names; 百家号 and the like, which we count together, none."""
    try:
        found = vocabulary.platform(word)
    except ValueError:
        return None
    return None if vocabulary.elsewhere(word) else found


def platform(word: str) -> Platform:
    """Return the platform that *word* names, by code or in Chinese; raises ValueError."""
    found = platform_or_none(word)
    if found is None:
        listed = "、".join(member.label for member in Platform)
        where = f"（{clean(word)}归入“其他”）" if vocabulary.elsewhere(word) else ""
        raise ValueError(f"不认识的平台“{clean(word)}”{where}，{_likely(word) or f'可写 {listed}'}")
    return found


def _likely(word: str) -> str:
    """Return the platform whose code or name resembles *word*, as a question, or nothing."""
    known = {member.value: member for member in Platform}
    known |= {name: member for member in Platform for name in (member.label,)}
    near = get_close_matches(folded(word), known, 1, ALIKE)
    return f"是否为 {known[near[0]].label}（{known[near[0]].value}）" if near else ""


def unit_id(word: str, names: Iterable[tuple[str, str]]) -> str:
    """Return the id of the unit that *word* names by id, name or a part of one name only.

    *names*: id and name of each, an id more than once where the unit was renamed. Raises
    RequestError.
    """
    units = tuple(dict.fromkeys(names))
    wanted = folded(word)
    for matches in (
        {id for id, _ in units if id == word},
        {id for id, name in units if folded(name) == wanted},
        {id for id, name in units if len(wanted) >= SHORTEST and wanted in folded(name)},
    ):
        if len(matches) == 1:
            return matches.pop()
        if matches:
            listed = [f"{name}（{id}）" for id, name in units if id in matches]
            several = few(listed, MOST_LISTED)
            raise RequestError(f"“{clean(word)}”可指几个单位，请写明是哪一个：{several}")
    known = {folded(text): text for unit in units for text in unit}
    raise RequestError(f"名单中没有单位“{clean(word)}”{_question(_near(wanted, known))}")


def folded(text: str) -> str:
    """Return *text* without what a hand adds or leaves out: width, case, spaces, quotes."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(QUOTES)


def _pairs(word: str) -> Iterator[tuple[str, Platform]]:
    """Yield each way in which *word* can be read as a name and a platform."""
    text = unicodedata.normalize("NFKC", word).strip().strip(QUOTES)
    for form in (BRACKETED, AT, SPACED):
        match = form.fullmatch(text)
        on = platform_or_none(match[2]) if match else None
        if match and on is not None:
            yield folded(match[1]), on


def _near(wanted: str, known: dict[str, str]) -> list[str]:
    """Return what of *known* (as folded → as written) resembles *wanted*, a part of it first."""
    parts = [text for key, text in known.items() if len(wanted) >= SHORTEST and wanted in key]
    if len(known) <= MOST_COMPARED:
        least = ALIKE_IDS if wanted.isascii() else ALIKE
        parts += [known[key] for key in get_close_matches(wanted, known, 3, least)]
    return list(dict.fromkeys(parts))[:3]


def _question(near: Sequence[str]) -> str:
    listed = "、".join(f"“{clean(text)}”" for text in near)
    return f"。您要找的是{listed}吗？" if near else ""
