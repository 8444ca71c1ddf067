"""An office over the loopback county."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.daemon.builders import Office, day
from tests.county import register
from tests.county.register import only_first
from tests.county.server import County, serving


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


CHANNEL = """
channels:
  office: {kind: webhook, url: "http://127.0.0.1:9/", allow_private: true}
"""


@pytest.fixture
def small(office: Office) -> Office:
    """The office with its first accounts only, and one channel that hears nothing."""
    path = office.folder / "accounts.yaml"
    only_first(path, 14)
    text = path.read_text("utf-8").replace("spread: 0}", "spread: 0, spot: 停用, full: 停用}")
    text = text.replace("\nunits:", CHANNEL + "\nunits:", 1)
    path.write_text(text, "utf-8")
    return office
