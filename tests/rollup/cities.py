"""Invented cities: bundles of their counties, handed in, and what is added up of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from monitor.app.rollup_add import AddedFile, add
from monitor.app.rollup_period import rollup_of
from monitor.bundles import signature
from monitor.bundles.account_line import AccountLine
from monitor.bundles.manifest import JurisdictionEntry
from monitor.bundles.values import Parts
from monitor.bundles.writing import write
from monitor.model.period import read_any
from monitor.registry import Registry
from monitor.rollup.rollup_store import RollupStore, reading
from monitor.rollup.values import RollupPeriod
from tests.bundles.builders import account_line, manifest, parts
from tests.office import make_office

NOW = datetime(2027, 1, 6, 1, tzinfo=UTC)
PERIOD = "2026Q4"
Judged = Mapping[Any, int]  # (platform, verdict) → accounts


def lines(numbers: Judged, **known: Any) -> tuple[AccountLine, ...]:
    """Return so many accounts of each platform and verdict."""
    every = [
        (platform, verdict)
        for (platform, verdict), number in numbers.items()
        for _ in range(number)
    ]
    return tuple(
        account_line(place, verdict, platform=platform, **known)
        for place, (platform, verdict) in enumerate(every, 1)
    )


def bundle(
    code: str = "629921",
    accounts: Iterable[AccountLine] = (),
    *,
    name: str = "",
    whole: Parts | None = None,
    key: bytes = b"",
    **known: Any,
) -> bytes:
    """Return a bundle of an invented county, as its program writes it; *key* signs it."""
    whole = whole or parts(tuple(accounts))
    owner = JurisdictionEntry(code=code, name=name or f"{code}县")
    sign = partial(signature.sign, key) if key else None
    return write(manifest(whole, jurisdiction=owner, **known), whole, sign)


@dataclass(frozen=True, kw_only=True)
class City:
    """A city's folder: its register, and what was handed in."""

    folder: Path
    registry: Registry

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def put(self, content: bytes, name: str = "") -> Path:
        """Write a file as it arrives."""
        inbox = self.folder / "inbox"
        inbox.mkdir(exist_ok=True)
        path = inbox / (name or f"{len(list(inbox.iterdir())):03}.monitor.zip")
        path.write_bytes(content)
        return path

    def add(self, *contents: bytes, now: datetime = NOW) -> list[AddedFile]:
        """Hand in bundles one after the other."""
        return list(add(self.data, [*map(self.put, contents)], self.registry, now))

    def figures(self, period: str = PERIOD, **options: Any) -> RollupPeriod:
        """Return the city's sums."""
        with reading(self.data) as db:
            store = RollupStore(db)
            return rollup_of(store, self.registry, read_any(period), made_at=NOW, **options)


def make_city(folder: Path, counties: Iterable[tuple[str, str]], **sections: Any) -> City:
    """Make the folder of a city that expects *counties*, each a code and a name."""
    folder.mkdir(exist_ok=True)
    office = make_office(
        folder,
        units=(),
        **{
            "jurisdiction": {"name": "某市", "code": "629900"},
            "counties": [{"code": code, "name": name} for code, name in counties],
            **sections,
        },
    )
    return City(folder=folder, registry=office.register())
