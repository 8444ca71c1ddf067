"""In a folder with a Chinese name, on a machine whose locale knows no such characters."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.office import LOOPBACK, account, make_office
from tests.sources.sandbox.hanging import ROOT

PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="names are never bytes there")
def test_a_check_is_kept_and_shown(tmp_path: Path) -> None:
    folder = tmp_path / "高台 数据"
    folder.mkdir()
    office = make_office(folder, [account("a")], **LOOPBACK)

    for words in (("check",), ("doctor",), ("status",)):
        done = subprocess.run(
            [sys.executable, "-m", "monitor", "-C", str(folder), *words],
            capture_output=True,
            env={**os.environ, **PLAIN},
            cwd=ROOT,
            check=False,
        )
        assert done.returncode in (0, 3), (words, done.stderr)

    assert (office.evidence / "chain.log").read_bytes()
