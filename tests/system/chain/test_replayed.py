"""A recorded run that is kept has its seal outside the database, as one that was made here."""

from pathlib import Path

import pytest

from tests.running import run
from tests.system.chain.builders import alter, faults, sealed_anew


def test_verdicts_turned_and_sealed_anew_contradict_the_evidence(few: Path) -> None:
    alter(few, "UPDATE assessments SET verdict = 'pass' WHERE verdict = 'fail'")
    sealed_anew(few)

    found = faults(few)

    for number in range(1, 5):
        assert f"第 {number} 次抽查的封存与证据文件中所记的不符" in found


@pytest.mark.parametrize("again", ["2021-09-30", "2021-12-31"])
def test_the_file_with_its_second_seal_is_replayed_like_the_recording(
    again: str, few: Path
) -> None:
    file = few / "data" / "evidence" / f"{again}.warc.gz"

    done = run(few, "--data", few / "other", "check", "--replay", file, "--keep")

    assert done.code == 1, done.err
    checked = run(few, "--data", few / "other", "evidence", "verify")
    assert checked.code == 0, checked.out + checked.err
