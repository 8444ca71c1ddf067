"""A county with something in every table, made once."""

import shutil
from pathlib import Path

import pytest
import time_machine

from tests.app.kills.harness import only
from tests.county import register
from tests.county.server import County, serving
from tests.county.stories import MOMENT
from tests.running import run
from tests.system.chain.builders import fill

ACCOUNTS = (
    "shenji-weixin", "xinfang-weixin", "luotuocheng-weixin", "caizheng-weixin", "chengguan-weixin",
    "zhengfuban-weixin", "zhengfuban-weibo", "zhengfu-lanmu", "rongmei-shipinhao", "xinba-weixin",
    "heiquan-weixin",
)  # fmt: skip


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Something in every table, of a few accounts; read only."""
    folder = tmp_path_factory.mktemp("seals") / "county"
    folder.mkdir()
    with (
        serving(County(register.accounts())) as (origin, _),
        time_machine.travel(MOMENT, tick=False),
    ):
        only(register.pointed_at(origin, folder), ACCOUNTS)
        assert run(folder, "check").code == 1
        fill(folder)
    return folder


@pytest.fixture
def office(full: Path, tmp_path: Path) -> Path:
    """A copy of it, to be written to."""
    folder = tmp_path / "county"
    shutil.copytree(full, folder)
    return folder
