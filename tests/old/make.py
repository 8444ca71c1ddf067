"""Build the data directory of an older release: ``python -m tests.old.make COMMIT FOLDER``.

The release is taken out of the repository's history and run with the libraries of today; it is
its own command line that is typed to. Beside the packed folder stands its own answers.
The archives that the tests open were made by ``python -m tests.old.make COMMIT tests/data/old``.
"""

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.old.releases import DIFFERENCES, RELEASES
from tests.old.summary import summary

ROOT = Path(__file__).parents[2]
LEFT_OUT = ("*.db-shm", "*.lock", "monitor.log", "*.csv", "*.png")


def make(commit: str, target: Path) -> None:
    """Write the archive of *commit* and what that release said into *target*."""
    with tempfile.TemporaryDirectory() as name:
        source, folder = Path(name) / "source", Path(name) / "office"
        source.mkdir()
        folder.mkdir()
        _check_out(commit, source)
        answers = _answers(source, folder, sorted(RELEASES[commit]))
        target.mkdir(parents=True, exist_ok=True)
        _pack(folder, target / f"{commit}.tar.xz")
        differences = {part: asdict(one) for part, one in DIFFERENCES.get(commit, {}).items()}
        content = summary(answers) | {"differences": differences}
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        (target / f"{commit}.json").write_text(f"{text}\n", "utf-8")


def _check_out(commit: str, source: Path) -> None:
    words = ["git", "archive", commit, "monitor", "checks", "reports"]
    packed = subprocess.run(words, cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(source, filter="data")


def _answers(source: Path, folder: Path, features: list[str]) -> dict[str, Any]:
    """Play the story with the program in *source*; return its answers."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.old.drive"],
        input=json.dumps({"folder": str(folder), "features": features}),
        env=os.environ | {"PYTHONPATH": f"{source}{os.pathsep}{ROOT}"},
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def _pack(folder: Path, target: Path) -> None:
    with tarfile.open(target, "w:xz", preset=9) as tar:
        for path in sorted(folder.rglob("*")):
            empty = path.name.endswith("-wal") and not path.stat().st_size
            if path.is_file() and not empty and not any(map(path.match, LEFT_OUT)):
                tar.add(path, path.relative_to(folder).as_posix(), filter=_nobodys)


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    make(sys.argv[1], Path(sys.argv[2]))
