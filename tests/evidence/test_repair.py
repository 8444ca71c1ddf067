"""Whole after every accident: torn tails, strange files, kills."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.evidence.repair import repair
from monitor.evidence.verify import verify
from monitor.model import EvidenceRef
from tests.evidence.builders import DAY, kept, records


@pytest.mark.parametrize("lost", range(0, 500, 37))
def test_a_torn_tail_is_set_aside(folder: Path, lost: int) -> None:
    refs = kept(folder)
    path = folder / DAY
    end = refs[-2].offset + refs[-2].length
    torn = path.read_bytes()[: max(end + 1, path.stat().st_size - lost)]
    path.write_bytes(torn)

    (found,) = repair(folder, {DAY: end})

    assert path.stat().st_size == end
    assert (folder / found.kept_as).read_bytes() == torn[end:]
    assert verify(folder, refs[:-1]) == ()
    assert repair(folder, {DAY: end}) == ()


def test_appending_after_a_repair_leaves_all_readable(folder: Path) -> None:
    refs = kept(folder, 2)
    end = refs[0].offset + refs[0].length
    with (folder / DAY).open("r+b") as file:
        file.truncate(end + 20)

    repair(folder, {DAY: end})
    more = kept(folder, 1)

    assert verify(folder, [refs[0], *more]) == ()
    assert len(records(folder)) == 4


def test_a_file_nobody_registered_is_set_aside_whole(folder: Path) -> None:
    kept(folder, 1)

    (found,) = repair(folder, {})

    assert not (folder / DAY).exists()
    assert "未登记" in str(found)


def test_a_short_or_missing_file_is_told(folder: Path) -> None:
    refs = kept(folder)
    end = refs[-1].offset + refs[-1].length
    with (folder / DAY).open("r+b") as file:
        file.truncate(end - 5)

    short, missing = repair(folder, {DAY: end, "2021-12-30.warc.gz": 10})

    assert "短缺 5 字节" in str(short)
    assert "短缺 10 字节" in str(missing)


def test_a_writer_killed_at_any_moment_leaves_what_it_flushed(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.evidence.builders import evidence, exchange\n"
        "keeping = evidence(Path(sys.argv[1]))\n"
        "while True:\n"
        "    ref = keeping.record(exchange(b'x' * 3000))\n"
        "    keeping.flush()\n"
        "    print(ref.offset, ref.length, ref.sha256, flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2], env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(20)]
    process.kill()
    lines += process.stdout.readlines()
    process.wait()

    refs = [
        EvidenceRef(file=DAY, offset=int(a), length=int(b), sha256=c)
        for a, b, c in (line.split() for line in lines if line.count(" ") == 2)
        if len(c) == 64
    ]
    repair(folder, {DAY: refs[-1].offset + refs[-1].length})
    assert len(refs) >= 20
    assert verify(folder, refs) == ()
