"""What pages and addresses state, held against the list's dates."""

from datetime import timedelta

import pytest

from monitor.app.examination.statements import Statement, contradiction, in_doubt, refusal
from monitor.model import Post, Precision, clock
from monitor.parsing.dates import Moment
from monitor.sources.questions import Witness
from tests.builders import NOON, ago, post

DAY = {"precision": Precision.DAY}  # the builders' day is 2021-12-31


def stated(age: float, by: str = "PubDate", precision: Precision = Precision.MINUTE) -> Witness:
    return Witness(by, Moment(at=ago(age), precision=precision, rule="iso"))


def statement(*witnesses: Witness, age: float = 20, url: str = "", **more: object) -> Statement:
    listed: Post = post(ago(age), key="k", title="春耕简报", url=url, **DAY)
    return Statement(post=listed, witnesses=witnesses, **({"opened": True} | more))  # type: ignore[arg-type]


def hinted(*hints: Witness, witnesses: tuple[Witness, ...] = (), url: str = "") -> Statement:
    seen_on = clock.day(NOON)
    return statement(*witnesses, hints=hints, url=url, seen_on=seen_on)


def signed(age: float) -> Witness:
    return stated(age, "成文日期")._replace(signed=True)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (statement(), ""),
        (statement(stated(20)), ""),
        (statement(stated(20.4)), ""),
        (statement(stated(19)), "《春耕简报》列表标为2021年12月11日，PubDate为2021年12月12日"),
        (statement(stated(21)), "《春耕简报》列表标为2021年12月11日，PubDate为2021年12月10日"),
        (statement(stated(20), stated(2, "发布时间")), "发布时间为2021年12月29日"),
        (statement(Witness("PubDate", None, "“昨日”无法识别")), "PubDate无法采信：“昨日”无法识别"),
        (statement(stated(20), Witness("发布时间", None, "在将来")), "发布时间无法采信"),
        (statement(url="http://x.invalid/20211211/1.html"), ""),
        (statement(url="http://x.invalid/20211212/1.html"), "网址中的日期为2021年12月12日"),
        (statement(url="http://x.invalid/20211209/1.html"), "网址中的日期为2021年12月9日"),
        # an address is given with the draft: a page that confirms the list outweighs it
        (statement(stated(20), url="http://x.invalid/20211209/1.html"), ""),
        (statement(stated(20), url="http://x.invalid/20211212/1.html"), "网址中的日期"),
        # what states nothing may still tell
        (hinted(stated(19, "录入时间")), "录入时间为2021年12月12日"),
        (hinted(stated(20), stated(19)), "PubDate为2021年12月12日"),
        (hinted(stated(21)), ""),
        (hinted(stated(0)), ""),  # the day of the visit
        (hinted(stated(19), witnesses=(stated(20),)), ""),
        (hinted(signed(20)), "页面只标有成文日期，与之相同"),
        (hinted(signed(19)), ""),
        (hinted(signed(20), stated(20)), ""),
        (hinted(signed(20), witnesses=(stated(20),)), ""),
        (hinted(url="http://x.invalid/show-2021-12-12-1.html"), "网址中的日期为2021年12月12日"),
        (hinted(url="http://x.invalid/show-2021-12-10-1.html"), ""),
        (hinted(stated(20), url="http://x.invalid/show-2021-12-12-1.html"), ""),
    ],
)
def test_a_day_of_difference_contradicts(told: Statement, said: str) -> None:
    assert (said in contradiction(told)) if said else contradiction(told) == ""


@pytest.mark.parametrize(("hours", "contradicts"), [(1.9, False), (2.1, True)])
def test_exact_times_may_lie_on_both_sides_of_midnight(hours: float, contradicts: bool) -> None:
    midnight = NOON - timedelta(hours=11, minutes=59)
    listed = post(midnight, key="k")
    witness = Witness(
        "PubDate",
        Moment(at=midnight - timedelta(hours=hours), precision=Precision.SECOND, rule="iso"),
    )

    assert bool(contradiction(Statement(post=listed, witnesses=(witness,)))) is contradicts


def test_what_is_contradicted_may_be_as_young_as_the_latest_date() -> None:
    told = in_doubt(statement(stated(3), url="http://x.invalid/20211230/1.html"))

    assert told.earliest_at == ago(20)
    assert told.latest_at is not None and f"{told.latest_at:%d %H:%M}" == "30 15:59"
    assert told.doubt.startswith("《春耕简报》列表标为")


def test_a_doubt_that_stood_before_is_only_widened() -> None:
    doubted = post(ago(20), key="k", earliest_at=ago(40), latest_at=ago(1), **DAY)

    told = in_doubt(Statement(post=doubted, opened=True, witnesses=(stated(3),)))

    assert (told.earliest_at, told.latest_at) == (ago(40), ago(1))


@pytest.mark.parametrize(
    "told", [statement(stated(20)), statement(), statement(Witness("PubDate", None, "无法识别"))]
)
def test_what_nothing_dated_contradicts_stays_as_it_is(told: Statement) -> None:
    assert in_doubt(told) == told.post


FAILED = statement(opened=False, failure="地址不存在（HTTP 404）")
ELSEWHERE = statement(opened=False)


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        ([], ""),
        ([statement(stated(20))], ""),
        ([ELSEWHERE, ELSEWHERE], ""),
        ([FAILED], "最近1条内容的页面均未能打开，无法核对发布时间：地址不存在（HTTP 404）"),
        ([FAILED, FAILED, ELSEWHERE], "最近2条内容的页面均未能打开"),
        ([FAILED, statement(stated(20))], ""),
        ([statement(stated(20)), statement(stated(19))], "列表日期不能作为发布时间"),
        ([FAILED, statement(stated(19))], "列表日期不能作为发布时间"),
    ],
)
def test_one_contradiction_is_enough_and_one_confirmation_too(
    statements: list[Statement], said: str
) -> None:
    assert (said in refusal(statements)) if said else refusal(statements) == ""


def test_the_page_is_kept_with_what_it_states_first() -> None:
    told = statement(stated(20), stated(20, "发布时间"), url="http://x.invalid/1.html")

    assert (told.page.url, told.page.by, str(told.page.on)) == (
        "http://x.invalid/1.html",
        "PubDate",
        "2021-12-11",
    )
    assert (statement().page.by, statement().page.on) == ("", None)
