"""Many notices of a kind are told in one message that people can read, and none is lost."""

import pytest

from monitor.notices.digest import MOST, digest
from monitor.notices.notice import Kind, Notice


def notices(number: int, kind: Kind) -> list[Notice]:
    return [Notice(key=f"{kind}{n}", kind=kind, text=f"第{n}号账号") for n in range(number)]


@pytest.mark.parametrize(("number", "others"), [(MOST, 0), (MOST + 1, 1), (20_000, 20_000 - MOST)])
def test_of_thousands_the_first_are_told_and_the_others_counted(number: int, others: int) -> None:
    listed = [*notices(number, Kind.CASE), *notices(2, Kind.STALE)]

    (parcel,) = digest(listed, again=False)

    lines = parcel.message.text.splitlines()
    assert f"【{Kind.CASE.label}】{number}条" in lines
    assert len(lines) == 2 + min(number, MOST) + bool(others) + 2
    assert (f"其余{others}条" in parcel.message.text) == bool(others)
    assert set(parcel.notices) == set(listed)


def test_what_is_only_counted_is_taken_with_the_message_that_counts_it() -> None:
    listed = notices(MOST + 50, Kind.CASE)

    parcels = digest(listed, again=False, limit=2000)

    counting = [number for number, p in enumerate(parcels) if "其余50条" in p.message.text]
    assert counting == [len(parcels) - 1] and len(parcels) > 1
    assert listed[-1] in parcels[-1].notices
    assert [notice for parcel in parcels for notice in parcel.notices] == listed
