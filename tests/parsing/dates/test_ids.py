"""Ids of posts that carry their time."""

from datetime import UTC, datetime

import pytest

from monitor.parsing import dates


def test_ids_carry_their_time() -> None:
    assert dates.weibo_mid_at("4646131823281332") == datetime(2021, 6, 9, 3, 0, 10, tzinfo=UTC)
    assert dates.toutiao_group_at(1504657933 << 32) == datetime.fromtimestamp(1504657933, UTC)
    assert dates.douyin_aweme_at(str(1589541629 << 32)) == datetime.fromtimestamp(1589541629, UTC)


def test_a_weibo_mid_decodes_to_the_second() -> None:
    moment = datetime(2021, 6, 17, 8, 0, 11, tzinfo=UTC)
    number = (int(moment.timestamp()) - 515483463) << 22 | 0x2ABCDE

    assert dates.weibo_mid_at(number) == moment
    assert dates.weibo_mid_at(str(number)) == moment


@pytest.mark.parametrize(
    ("stamp", "digits", "known"),
    [
        (1777859408 << 20, 16, True),
        (1777859408 << 20 | 0xFFFFF, 16, True),
        (1777859408 << 32, 19, True),
        (1777859408 << 32 | 0xFFFFFFFF, 19, True),
        (10**14, 15, False),
        (1777859408 << 24, 17, False),
        (10**20, 21, False),
    ],
)
def test_a_toutiao_id_is_read_by_its_length(stamp: int, digits: int, known: bool) -> None:
    """Short posts have 16 digits and other steps; of another length there is none."""
    assert len(str(stamp)) == digits
    at = dates.toutiao_group_at(stamp)

    assert at == (datetime.fromtimestamp(1777859408, UTC) if known else None)
    assert dates.toutiao_group_at(str(stamp)) == at


@pytest.mark.parametrize("id", ["0001777859408000", "１" * 16, " 1777859408000000"])
def test_what_only_looks_like_an_id_is_none(id: str) -> None:
    assert dates.toutiao_group_at(id) is None


@pytest.mark.parametrize("id", ["", "abc", "123", "9" * 30, "1" * 12, "-4646131823281332"])
def test_an_id_without_a_plausible_time_says_nothing(id: str) -> None:
    assert dates.weibo_mid_at(id) is None
    assert dates.toutiao_group_at(id) is None
