"""One way of reading an account per file; the table of all kinds stands here.

A source is a frozen dataclass. Its fields are the keys of ``sources:`` in accounts.yaml
(``kind`` aside); text fields may hold ``${NAME}``, which is filled in before a look.
``collect(http)`` fetches, ``parse…`` is pure. A look that shows nothing usable raises
LookFailed; one that shows something, but not all, returns its posts with gaps beside them.
"""

from typing import ClassVar, Protocol, runtime_checkable

from monitor.http.exchange import Http
from monitor.model import Platform, Reading


@runtime_checkable
class Source(Protocol):
    """One configured way of looking at one account."""

    kind: ClassVar[str]
    platforms: ClassVar[frozenset[Platform]]  # where this kind fits; empty: anywhere
    hosts: ClassVar[tuple[str, ...]]  # fixed hosts it asks, () where its own url names them

    def collect(self, http: Http) -> Reading: ...
