"""The questions that a source declares for confirming its window before it condemns.

A source without any can show posts, and vouch for nothing: it condemns nobody.
"""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol, runtime_checkable

from monitor.http.exchange import Http
from monitor.model import Reading
from monitor.parsing.dates import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """*again*: the listing can be asked for once more, past every cache. *pages*: so many of the
    first items' own pages can be opened, where they stand on the source's own hosts. *ordered*:
    it is a list from new to old, of which a single item shows nothing."""

    again: bool = True
    pages: int = 0
    ordered: bool = True


@runtime_checkable
class Examinable(Protocol):
    """A source whose window may condemn, once the answers to its *questions* confirm it."""

    questions: ClassVar[Questions]


@runtime_checkable
class Confirming(Protocol):
    """A source with a question of its own, asked only where its window is about to condemn."""

    def confirm(self, http: Http, reading: Reading) -> Reading: ...


@runtime_checkable
class Zoned(Protocol):
    """A source that says in which zone its pages write their dates; empty: Beijing's."""

    @property
    def zone(self) -> str: ...


class Witness(NamedTuple):
    """One statement of publication that a page makes; *by*: what staff call its place.

    *signed*: it says when a paper was signed.
    """

    by: str
    moment: Moment | None
    fault: str = ""
    signed: bool = False


LISTING = Questions()
ARTICLES = Questions(pages=5)
