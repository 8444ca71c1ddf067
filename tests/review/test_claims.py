"""What a person says: which answers clear, which condemn, which are refused."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.model import (
    Account,
    NoteKind,
    Platform,
    Post,
    Precision,
    Reading,
    Verdict,
    clock,
    texts_of,
)
from monitor.model.errors import ConfigError
from monitor.model.policy import Policy
from monitor.parsing.dates import Moment
from monitor.registry.rules import checks_for
from monitor.review import screenshots
from monitor.review.attachments import Proof
from monitor.review.claims import (
    ClaimFields,
    FieldError,
    PersonClaim,
    identified,
    observation,
    reading,
)
from monitor.review.claims import parse_claim as read
from monitor.verdicts.judge import inspect
from monitor.verdicts.merge import merge
from tests.builders import NOON, account, ago

PNG = Proof(kind="image/png", data=b"\x89PNG\r\n\x1a\n", saved_at=NOON)
GROUP = str(int(ago(3).timestamp()) << 32)


def understood(words: ClaimFields, of: Account | None = None) -> PersonClaim:
    return read(words, of or account(), NOON, lambda _: PNG)


def verdict(words: ClaimFields, of: Account | None = None, after: float = 0) -> Verdict:
    """What the check says of an account of which only this was said, *after* days later."""
    one = of or account()
    claim = understood(words, one)
    moment = NOON + timedelta(days=after)
    seen = observation(claim, reading(claim), ())
    snapshot = merge(one, [seen], moment=moment, look_days=7)
    return inspect(snapshot, checks_for(one, Policy())).verdict


def words(**options: Any) -> ClaimFields:
    return ClaimFields(by="张三", **options)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (words(newest="2021-12-17"), Verdict.PASS),
        (words(newest="2021-12-16"), Verdict.UNKNOWN),
        (words(newest="2021-12-16", screenshot="a.png"), Verdict.FAIL),
        (words(newest="2021-12-17", screenshot="a.png"), Verdict.PASS),
        (words(none_since="2021-12-16", screenshot="a.png"), Verdict.FAIL),
        (words(none_since="2021-12-17", screenshot="a.png"), Verdict.UNKNOWN),
        (words(none_since="从未", screenshot="a.png"), Verdict.FAIL),
    ],
)
def test_only_what_is_proved_condemns(fields: ClaimFields, expected: Verdict) -> None:
    assert verdict(fields) is expected


@pytest.mark.parametrize(
    ("newest", "expected"), [("2021-12-30 09:00", Verdict.PASS), ("2021-11-01", Verdict.FAIL)]
)
@pytest.mark.parametrize(("after", "speaks"), [(7, True), (7.01, False)])
def test_what_was_said_expires(newest: str, expected: Verdict, after: float, speaks: bool) -> None:
    fields = words(newest=newest, screenshot="a.png")

    assert verdict(fields, after=after) is (expected if speaks else Verdict.UNKNOWN)


def test_a_link_alone_never_condemns() -> None:
    old = str(int(ago(60).timestamp()) << 32)
    toutiao = account(platform=Platform.TOUTIAO)

    assert verdict(words(link=f"https://www.toutiao.com/w/{GROUP}/"), toutiao) is Verdict.PASS
    assert verdict(words(link=f"https://www.toutiao.com/w/{old}/"), toutiao) is Verdict.UNKNOWN


@pytest.mark.parametrize(("days", "expected"), [(14, Verdict.PASS), (15, Verdict.UNKNOWN)])
def test_a_lower_bound_clears_or_leaves_open(days: int, expected: Verdict) -> None:
    aweme = str(int(ago(days).timestamp()) << 32)
    fields = words(link=f"https://www.douyin.com/video/{aweme}", screenshot="a.png")

    assert verdict(fields, account(platform=Platform.DOUYIN)) is expected


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        (words(), "newest", "须填写一项"),
        (words(newest="昨天", link="https://x"), "link", "只填一项"),
        (ClaimFields(newest="昨天"), "by", "查看人"),
        (words(newest="前不久"), "newest", "看不懂时间“前不久”"),
        (words(newest="2022-01-05"), "newest", "在将来"),
        (words(none_since="2021-12-01"), "screenshot", "须附截图"),
        (words(none_since="很久", screenshot="a"), "none_since", "看不懂时间"),
        (words(link="https://weibo.com/1/Abc123456"), "link", "属于微博"),
    ],
)
def test_what_cannot_be_used_names_its_field(
    fields: ClaimFields, field: str, sentence: str
) -> None:
    with pytest.raises(FieldError, match=sentence) as wrong:
        understood(fields)

    assert wrong.value.field == field


def test_a_screenshot_that_cannot_be_read_is_named() -> None:
    def missing(name: str) -> Proof:
        raise ConfigError(f"截图文件 {name} 不存在")

    with pytest.raises(FieldError, match="不存在") as wrong:
        read(words(newest="昨天", screenshot="a.png"), account(), NOON, missing)

    assert wrong.value.field == "screenshot"


def test_a_link_from_the_future_is_refused() -> None:
    group = str(int((NOON + timedelta(days=1)).timestamp()) << 32)
    toutiao = account(platform=Platform.TOUTIAO)
    claim = understood(words(link=f"https://www.toutiao.com/w/{group}/"), toutiao)

    with pytest.raises(FieldError, match="在将来"):
        reading(claim)


def shown(name: str | None) -> Reading:
    return Reading(posts=(Post(key="k", published_at=ago(1)),), items_seen=1, shown_name=name)


def test_a_page_of_another_account_is_refused() -> None:
    claim = understood(words(link="https://mp.weixin.qq.com/s/Demo_Short-1"))

    with pytest.raises(FieldError, match="属于“宣化发布”，不是“城关发布”"):
        identified(claim, shown("宣化发布"))


@pytest.mark.parametrize(
    ("platform", "link"),
    [
        (Platform.WECHAT, "https://mp.weixin.qq.com/s/Demo_Short-1"),
        (Platform.BILIBILI, "https://www.bilibili.com/video/BV1demo"),
        (Platform.THEPAPER, "https://www.thepaper.cn/newsDetail_forward_1"),
        (Platform.NETEASE, "https://www.163.com/dy/article/A.html"),
    ],
)
def test_a_page_of_a_platform_must_name_the_account(platform: Platform, link: str) -> None:
    """It shows everybody's: what names nobody may be another's."""
    claim = understood(words(link=link), account(platform=platform))

    assert identified(claim, shown("城关发布")).notes == ()
    with pytest.raises(FieldError, match="没有显示账号名称") as refused:
        identified(claim, shown(None))
    assert refused.value.field == "link"


def test_a_page_of_the_own_site_is_known_by_its_host() -> None:
    website = account(platform=Platform.WEBSITE, url="http://gaotai.invalid/")
    claim = understood(words(link="http://gaotai.invalid/1.html"), website)

    (note,) = identified(claim, shown(None)).notes
    assert note.text == "页面没有显示账号名称，归属由张三确认"
    assert identified(claim, shown("城关发布")).notes == ()
    assert identified(claim, shown("城关发布")).shown_name == "城关发布"


def test_how_long_it_speaks_may_be_said() -> None:
    claim = understood(ClaimFields(newest="昨天", by="张三", valid_days=3))

    assert observation(claim, reading(claim), ()).expires_at == NOON + timedelta(days=3)


def test_a_remark_is_kept_with_its_author() -> None:
    claim = understood(words(newest="昨天", note="已电话核实"))

    assert texts_of(reading(claim).notes) == ("张三备注：已电话核实",)
    assert reading(claim).window is None
    assert clock.day(reading(claim).posts[0].published_at).isoformat() == "2021-12-30"


def test_what_was_seen_says_nothing_of_the_time_since() -> None:
    """A sheet that is imported four days later vouches for the day on which it was filled in."""
    of = account()
    fields = words(newest="2021-12-16", screenshot="a.png", seen="2021-12-27 15:00")
    seen = read(fields, of, NOON, lambda _: PNG)
    later = read(words(newest="昨天"), of, NOON, lambda _: PNG, ago(4))

    window = reading(seen).window
    assert window is not None and clock.show(window.until) == "2021-12-27 15:00"
    assert observation(seen, reading(seen), ()).expires_at == seen.at + timedelta(days=7)
    snapshot = merge(of, [observation(seen, reading(seen), ())], moment=NOON, look_days=7)
    assert inspect(snapshot, checks_for(of, Policy())).verdict is Verdict.UNKNOWN
    assert clock.day(reading(later).posts[0].published_at).isoformat() == "2021-12-26"


@pytest.mark.parametrize("days", [7.001, 30])
def test_a_look_that_speaks_no_more_is_refused(days: float) -> None:
    assert read(words(newest="昨天"), account(), NOON, lambda _: PNG, ago(7)).at == ago(7)
    with pytest.raises(FieldError, match="超过有效的 7 天") as wrong:
        read(words(newest="昨天"), account(), NOON, lambda _: PNG, ago(days))

    assert wrong.value.field == "seen"


def test_a_link_that_names_nobody_says_who_answers_for_it() -> None:
    toutiao = account(platform=Platform.TOUTIAO)
    claim = understood(words(link=f"https://www.toutiao.com/article/{GROUP}/"), toutiao)

    assert texts_of(reading(claim).notes) == ("链接没有显示账号名称，归属由张三确认",)


def test_what_a_person_proved_is_not_undone_by_their_own_later_word() -> None:
    of = account(platform=Platform.TOUTIAO)
    link = read(words(link=f"https://www.toutiao.com/article/{GROUP}/"), of, ago(2), lambda _: PNG)
    none = understood(words(none_since="2021-11-01", screenshot="a.png"), of)
    seen = [observation(claim, reading(claim), ()) for claim in (link, none)]

    snapshot = merge(of, seen, moment=NOON, look_days=7)

    assert inspect(snapshot, checks_for(of, Policy())).verdict is Verdict.PASS
    assert "又称没有" in "".join(texts_of(snapshot.notes, NoteKind.CONTRADICTION))
    assert texts_of(snapshot.notes, NoteKind.REMOVED) == ()


def test_saying_one_post_twice_is_no_contradiction() -> None:
    of = account()
    first = read(words(newest="2021-12-28", screenshot="a.png"), of, ago(1), lambda _: PNG)
    again = understood(words(newest="2021-12-28 09:00", screenshot="a.png"), of)

    snapshot = merge(
        of, [observation(s, reading(s), ()) for s in (first, again)], moment=NOON, look_days=7
    )

    assert snapshot.notes == ()


def test_an_editors_name_on_the_units_own_page_is_no_other_account() -> None:
    website = account(platform=Platform.WEBSITE, url="http://gaotai.invalid/")
    claim = understood(words(link="http://gaotai.invalid/1.html"), website)
    page = Reading(posts=(Post(key="1", published_at=ago(1)),), shown_name="王编辑")

    seen = identified(claim, page)

    assert seen.shown_name is None
    assert texts_of(seen.notes) == ("页面署名“王编辑”，归属由张三确认",)


@pytest.mark.parametrize(
    ("seen", "until"),
    [("2021-12-30", "2021-12-30 00:00"), ("2021-12-30 15:00", "2021-12-30 15:00")],
)
def test_a_day_of_looking_vouches_from_its_beginning_only(seen: str, until: str) -> None:
    """A post of that evening may not be denied."""
    claim = understood(words(newest="2021-12-10", screenshot="a.png", seen=seen))

    window = reading(claim).window
    assert window is not None and clock.show(window.until) == until
    assert clock.day(claim.at).isoformat() == "2021-12-30"


def test_a_screenshot_vouches_until_it_was_saved() -> None:
    def shot(age: float) -> PersonClaim:
        proof = replace(PNG, saved_at=ago(age))
        newest = words(newest="2021-12-10", screenshot="a.png")
        return read(newest, account(), NOON, lambda _: proof)

    window = reading(shot(2)).window
    assert window is not None and window.until == ago(2)
    assert shot(7).until == ago(7)
    with pytest.raises(FieldError, match="请重新截图"):
        shot(7.01)


def test_a_copy_of_today_vouches_until_the_picture_was_made() -> None:
    copied = replace(PNG, saved_at=NOON, taken_at=ago(3))
    newest = words(newest="2021-12-10", screenshot="a.png")

    shown = reading(read(newest, account(), NOON, lambda _: copied))

    assert shown.window is not None and shown.window.until == ago(3)
    assert texts_of(shown.notes) == (f"截图自带时间 {clock.show(ago(3))}",)
    with pytest.raises(FieldError, match="远早于查看时间"):
        read(newest, account(), NOON, lambda _: replace(copied, taken_at=ago(21)))
    with pytest.raises(FieldError, match="早于所填最新内容的时间"):
        late = words(newest="2021-12-30", screenshot="a.png")
        read(late, account(), NOON, lambda _: copied)


def test_a_picture_of_which_nobody_knows_the_time_clears_and_condemns_nobody() -> None:
    undated = replace(PNG, saved_at=None)

    def said(**options: str) -> PersonClaim:
        return read(words(screenshot="a.png", **options), account(), NOON, lambda _: undated)

    shown = reading(said(newest="2021-12-10"))

    assert (shown.window, len(shown.posts)) == (None, 1)
    assert "不知截图何时保存" in shown.notes[0].text
    with pytest.raises(FieldError, match="请填查看时间") as refused:
        said(none_since="2021-12-01")
    assert refused.value.field == "screenshot"


@pytest.mark.parametrize(
    ("text", "saved_at"),
    [
        ("", ago(1)),
        ("2021-12-29 12:00", ago(2)),
        ("2021-12-31 11:00", ago(1)),
        ("2021-12-29", clock.day_start(clock.day(ago(2)))),
        ("昨天 10:00", ago(1) - timedelta(hours=2)),
    ],
)
def test_who_knows_that_a_picture_is_older_says_so(text: str, saved_at: datetime) -> None:
    proof = screenshots.with_entered_time(replace(PNG, saved_at=ago(1)), text, NOON, NOON)

    assert proof.saved_at == saved_at


def test_a_time_told_of_a_picture_must_be_one() -> None:
    assert screenshots.with_entered_time(
        replace(PNG, saved_at=None), "2021-12-30 12:00", NOON, NOON
    ).saved_at
    for text in ("很久以前", "2022-01-02 09:00"):
        with pytest.raises(FieldError) as refused:
            screenshots.with_entered_time(PNG, text, NOON, NOON)
        assert refused.value.field == "shot"


def test_a_link_proves_its_post_whenever_somebody_looked() -> None:
    toutiao = account(platform=Platform.TOUTIAO)
    link = f"https://www.toutiao.com/w/{GROUP}/"

    claim = understood(words(link=link, seen="2021-11-01"), toutiao)

    assert (claim.at, observation(claim, reading(claim), ()).taken_at) == (NOON, NOON)


def test_nobody_looks_later_than_now() -> None:
    claim = understood(words(newest="2021-12-30", seen="2021-12-31"))

    assert claim.at == NOON


def test_an_upload_may_have_been_published_until_somebody_saw_it() -> None:
    link = f"https://www.douyin.com/video/{GROUP}"

    (post,) = reading(understood(words(link=link), account(platform=Platform.DOUYIN))).posts

    assert (post.earliest_at, post.latest_at) == (ago(3), NOON)


@pytest.mark.parametrize(("minutes", "shown"), [(5, True), (6, False)])
def test_the_clocks_of_phone_and_computer_may_differ_a_little(minutes: int, shown: bool) -> None:
    saved = replace(PNG, saved_at=ago(1) - timedelta(minutes=minutes))
    fields = words(newest="2021-12-30 12:00", screenshot="a.png")

    if shown:
        assert read(fields, account(), NOON, lambda _: saved).proof == saved
        return
    with pytest.raises(FieldError, match="请重新截图"):
        read(fields, account(), NOON, lambda _: saved)


@pytest.mark.parametrize("by", ["张 三", " 张\u3000三 ", "张三"])
def test_a_name_spaced_out_is_the_same_person(by: str) -> None:
    """Who looks again corrects themselves; two people contradict each other."""
    assert understood(ClaimFields(newest="昨天", by=by)).by == "张三"


def test_a_time_of_looking_that_says_nothing_is_refused_beside_a_link_too() -> None:
    toutiao = account(platform=Platform.TOUTIAO)

    with pytest.raises(FieldError) as refused:
        understood(words(link=f"https://www.toutiao.com/w/{GROUP}/", seen="某日"), toutiao)

    assert refused.value.field == "seen"


def cell(days: float) -> Moment:
    return Moment(at=ago(days), precision=Precision.SECOND, rule="cell")


def test_a_moment_that_a_cell_holds_is_taken_as_it_is() -> None:
    assert understood(words(newest=cell(3))).newest == cell(3)
    assert understood(words(none_since=cell(3), screenshot="a.png")).none_since == ago(3)
    assert understood(words(newest=cell(3), seen=cell(1))).at == ago(1)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"newest": cell(-1)}, "newest"),
        ({"none_since": cell(-1), "screenshot": "a.png"}, "none_since"),
        ({"newest": cell(3), "seen": cell(-1)}, "seen"),
        ({"newest": cell(3), "seen": cell(8)}, "seen"),
        ({"newest": cell(3), "none_since": cell(3)}, "none_since"),
        ({"none_since": cell(3)}, "screenshot"),
    ],
)
def test_a_moment_that_a_cell_holds_is_refused_as_words_are(
    fields: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(FieldError) as refused:
        understood(words(**fields))

    assert refused.value.field == wrong
