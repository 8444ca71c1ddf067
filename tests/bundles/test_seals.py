"""Seals as lines, and whether one list goes on where another ended."""

import pytest

from monitor.bundles import seals
from monitor.bundles.values import SealKind, SealLine
from monitor.model.errors import BundleRefused
from tests.bundles.builders import SEAL, seal_line

OTHER = "sha256:" + "6" * 64
LIST = (seal_line(3), seal_line(4), seal_line(20, SealKind.DAY), seal_line(31, SealKind.DAY))


def test_what_was_dumped_is_loaded() -> None:
    assert seals.load(seals.dump(LIST)) == LIST
    assert seals.load(b"") == ()


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("run\t5\t2026-12-30T02:00:00+00:00\tfull\t{seal}", 2),  # no end
        ("run\t2\t2026-12-30T02:00:00+00:00\tfull\t{seal}\n", 2),  # a number that went by
        ("run\t1\t2026-12-30T02:00:00+00:00\tfull\t{seal}\n", 2),
        ("run\t5\t2026-13-30T02:00:00+00:00\tfull\t{seal}\n", 2),
        ("run\t5\t2026-12-30T02:00:00+08:00\tfull\t{seal}\n", 2),
        ("run\t5\t2026-12-30T02:00:00+00:00\t\t{seal}\n", 2),
        ("run\t5\t2026-12-30T02:00:00+00:00\tweird\t{seal}\n", 2),
        ("day\t5\t2026-12-30T02:00:00+00:00\tfull\t{seal}\n", 2),
        ("day\t5\t2026-12-30T02:00:00+00:00\t\tsha256:12\n", 2),
        ("\n", 2),
    ],
)
def test_a_line_that_is_none_is_refused_with_its_number(line: str, number: int) -> None:
    data = seals.dump([seal_line(2)]) + line.format(seal=SEAL).encode()

    with pytest.raises(BundleRefused) as caught:
        seals.load(data)

    assert (caught.value.file, caught.value.line) == ("seals.txt", number)


@pytest.mark.parametrize(
    ("later", "holds"),
    [
        ((seal_line(4), seal_line(31, SealKind.DAY)), True),
        ((*LIST, seal_line(5)), True),
        ((seal_line(4),), False),  # the day is missing
        ((seal_line(4, seal=OTHER), seal_line(31, SealKind.DAY)), False),
        ((seal_line(1), seal_line(9, SealKind.DAY)), False),  # a rebuilt database
        ((), False),
    ],
)
def test_a_list_goes_on_where_the_one_before_ended(
    later: tuple[SealLine, ...], holds: bool
) -> None:
    assert seals.continued(seals.last_of(LIST), later).holds is holds


def test_after_nothing_anything_goes_on() -> None:
    assert seals.continued((), LIST).holds
