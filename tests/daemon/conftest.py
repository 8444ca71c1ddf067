"""An office over the loopback county."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.county import register
from tests.county.server import County, serving
from tests.daemon.builders import Office, day


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr("monitor.http.live.PAUSE", (0.0, 0.01))  # a quarter's worth of politeness
    county = County(register.accounts(), day(12, 1))
    with serving(county) as (origin, _):
        path = register.pointed_at(origin, tmp_path)
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("\nunits:", "\nschedule: {share: 10%, spread: 0}\n\nunits:"), "utf-8"
        )
        yield Office(tmp_path, county)
