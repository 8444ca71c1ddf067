"""What a register lacks of the last check's, and from how many on a person is asked."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.app.lost_accounts import LostAccounts, missing
from monitor.model import Account, Platform, Status
from monitor.sources.feed import Feed
from monitor.verdicts import register_rows
from monitor.verdicts.codec import sources_digest
from monitor.verdicts.last_register_reader import LastRegister
from tests.builders import NOON, account


def accounts(number: int) -> list[Account]:
    return [account(f"a{n}", name=f"高台{n}") for n in range(number)]


def taken(before: Sequence[Account]) -> LastRegister:
    return LastRegister(
        checked_at=NOON,
        accounts=tuple(map(register_rows.registered, before)),
        sources={each.id: sources_digest(each) for each in before},
    )


def lost(before: Sequence[Account], now: Sequence[Account]) -> LostAccounts:
    found = missing(taken(before), now)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("known", "gone", "many"),
    [
        (55, 4, False), (55, 5, True), (55, 35, True), (55, 55, True),  # five, of however many
        (12, 3, False), (12, 4, True), (9, 3, True), (10, 3, False),  # a third
        (6, 2, True), (7, 2, False), (3, 2, True), (2, 2, True),  # of a handful
        (3, 1, False), (2, 1, False), (1, 1, False),  # one goes now and then
    ],
)  # fmt: skip
def test_a_person_is_asked_from_five_accounts_or_a_third_on(
    known: int, gone: int, many: bool
) -> None:
    before = accounts(known)

    found = lost(before, before[: known - gone])

    assert (len(found.gone), found.known, found.are_many) == (gone, known, many)
    assert found.question == ("是否误删？" if many else "")
    assert found.as_json()["confirm"] is many


def test_nothing_is_missing_where_accounts_only_came_or_changed_their_names() -> None:
    before = accounts(6)
    now = [replace(each, name=f"{each.name}发布") for each in before] + [account("new")]

    assert missing(taken(before), now) is None
    assert missing(taken([]), before) is None


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.ACTIVE])
def test_whoever_is_closed_in_the_register_is_not_missing(status: Status) -> None:
    before = accounts(6)

    assert missing(taken(before), [replace(each, status=status) for each in before]) is None


BY_STEPS = {Status.CLOSING, Status.FROZEN, Status.CANCELLED, Status.CLOSED, Status.MERGED}


@pytest.mark.parametrize("status", list(Status))
def test_whoever_was_being_closed_may_leave_the_register(status: Status) -> None:
    before = [replace(each, status=status) for each in accounts(5)]

    found = missing(taken([*before, account("stays")]), [account("stays")])

    assert (found is None) is (status in BY_STEPS)


def test_who_was_being_closed_does_not_swell_the_number_of_which_a_third_is_taken() -> None:
    leaving = [replace(each, status=Status.CLOSING) for each in accounts(6)]
    before = [account(f"b{n}") for n in range(6)]

    assert lost([*leaving, *before], before[2:]).are_many


def test_the_same_account_under_another_id_is_told_as_such_and_asked_about() -> None:
    before = accounts(6)
    now = [replace(each, id=f"{each.id}-wechat") for each in before]

    found = lost(before, now)

    assert found.gone == () and found.are_many and found.question == "是否误改？"
    assert found.renamed[0] == ("a0", "a0-wechat")
    assert "6个账号改了标识：a0 改为 a0-wechat、" in found.text and "等；以往记录" in found.text
    assert found.as_json()["renamed"][5] == {"from": "a5", "to": "a5-wechat"}


def test_it_is_known_by_its_name_on_its_platform_or_by_its_sources() -> None:
    before = [
        account("by-name", name="高台 发布"),
        account("by-source", name="高台教育", sources=(Feed(url="https://a.example/1"),)),
        account("elsewhere", name="高台医保"),
    ]
    now = [
        account("x", name="高台发布"),
        account("y", name="高台教体", sources=(Feed(url="https://a.example/1"),)),
        account("z", name="高台医保", platform=Platform.WEIBO),
    ]

    found = lost(before, now)

    assert found.renamed == (("by-name", "x"), ("by-source", "y"))
    assert [each.id for each in found.gone] == ["elsewhere"]
    assert "少1个账号：高台医保（微信）；另有2个账号改了标识" in found.text


def test_accounts_without_sources_are_not_alike_for_that() -> None:
    assert lost([account("a", name="甲")], [account("b", name="乙")]).renamed == ()


def test_one_new_account_stands_for_one_old_one_only() -> None:
    before = [account("a", name="甲"), account("b", name="甲")]

    found = lost(before, [account("c", name="甲")])

    assert found.renamed == (("a", "c"),) and [each.id for each in found.gone] == ["b"]


def test_an_account_that_was_there_before_is_no_new_id_of_another() -> None:
    before = [account("a", name="甲"), account("b", name="甲")]

    assert lost(before, [before[1]]).renamed == ()


@pytest.mark.parametrize(("gone", "tail"), [(5, "高台4（微信）"), (6, "高台4（微信）等")])
def test_five_are_named_and_the_others_counted(gone: int, tail: str) -> None:
    text = lost(accounts(gone), []).text

    assert text.startswith(f"名单比上次检查（2021年12月31日）少{gone}个账号：高台0（微信）、")
    assert text.endswith(tail)
