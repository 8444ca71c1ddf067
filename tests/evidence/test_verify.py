"""Any change of what was kept is found."""

import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.evidence import chain
from monitor.evidence.verify import verify
from tests.evidence.builders import DAY, kept
from tests.lengths import tries


def test_any_changed_byte_is_found(folder: Path) -> None:
    refs = kept(folder)
    path = folder / DAY
    whole = path.read_bytes()
    dice = random.Random(1)

    for position in dice.sample(range(len(whole)), 60):
        changed = bytearray(whole)
        changed[position] ^= 1 << dice.randrange(8)
        path.write_bytes(bytes(changed))
        faults = verify(folder, refs)
        assert len(faults) == 1
        assert faults[0].offset <= position


def test_a_missing_an_added_and_a_swapped_record_are_found(folder: Path) -> None:
    refs = kept(folder)
    path = folder / DAY
    whole = path.read_bytes()

    path.write_bytes(whole + b"x")
    assert "末尾" in str(verify(folder, refs)[0])
    path.write_bytes(whole[:-1])
    assert "短缺" in str(verify(folder, refs)[0])
    path.write_bytes(whole)
    assert "未登记或缺失" in str(verify(folder, [refs[0], *refs[2:]])[0])
    ref, other = refs[0], refs[1]
    swapped = whole[other.offset : other.offset + other.length] + whole[: ref.length]
    path.write_bytes(swapped + whole[other.offset + other.length :])
    assert verify(folder, refs)
    path.unlink()
    assert "缺失" in str(verify(folder, refs)[0])


def test_an_unregistered_file_is_found(folder: Path) -> None:
    refs = kept(folder)
    (folder / "2022-01-02.warc.gz").write_bytes(b"x")

    assert [str(fault) for fault in verify(folder, refs)] == [
        "2022-01-02.warc.gz@0：整个文件未登记"
    ]


texts = st.lists(st.text(max_size=8), max_size=5)


@settings(max_examples=tries(200))
@given(st.text(max_size=8), texts, st.text(max_size=8), texts)
def test_a_seal_stands_for_one_history_only(
    before: str, items: list[str], other: str, others: list[str]
) -> None:
    same = (before, items) == (other, others)

    assert (chain.seal(before, items) == chain.seal(other, others)) is same
