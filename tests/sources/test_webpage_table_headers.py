"""Tables: the head of a column says which date of a row is the publication."""

import pytest

from monitor.model import Reading
from tests.builders import NOON
from tests.sources.column import collect, end_of

ROWS = (("2021-11-26", "2021-12-24"), ("2021-11-20", "2021-12-15"), ("2021-11-08", "2021-12-01"))
DAYS = [end_of(published) for _, published in ROWS]


def cells(*texts: str, tag: str = "td") -> str:
    return f"<tr>{''.join(f'<{tag}>{text}</{tag}>' for text in texts)}</tr>"


def link(number: int) -> str:
    return f"<a href='/a/{number}.html'>云岭县水利工作通知之{number}</a>"


def rows(*order: str) -> str:
    """Return the rows, each with its cells in *order*: letters stand for what is known."""
    made = []
    for number, (signed, published) in enumerate(ROWS):
        said = {"s": signed, "p": published, "n": str(number), "t": link(number), "v": "2020"}
        made.append(cells(*(said.get(one, one) for one in order)))
    return "".join(made)


def table(head: str, body: str) -> str:
    return f"<html><body><table class='x'>{head}<tbody>{body}</tbody></table></body></html>"


def read(body: str) -> Reading:
    return collect(body, item="table.x tr")


@pytest.mark.parametrize(
    "body",
    [
        table(cells("序号", "标题", "成文日期", "发布日期", tag="th"), rows("n", "t", "s", "p")),
        table(cells("序号", "标题", "成文日期", "发布日期"), rows("n", "t", "s", "p")),
        table(cells("标题", "发布时间", "生成日期"), rows("t", "p", "s")),
        table(cells("标题", "公开 日期：", "成文时间"), rows("t", "p", "s")),
        table(cells("标题", "截止日期", "发布日期"), rows("t", "s", "p")),
        table(cells("标题", "施行日期", "日期"), rows("t", "s", "p")),
        table(cells("标题", "写信日期", "回复日期"), rows("t", "s", "p")),
        table(cells("标题", "来信时间", "答复时间", "办理时限"), rows("t", "s", "p", "s")),
        table(cells("标题", "公示期", "日期"), rows("t", "s", "p")),
        table(cells("标题", "浏览量", "发布日期"), rows("t", "v", "p")),
        table(cells("标题", "发布截止日期", "招标公告发布日期"), rows("t", "s", "p")),
        table(
            f"<thead>{cells('标题', '成文日期', '发布日期↓', tag='th')}</thead>",
            rows("t", "s", "p"),
        ),
        table(
            "<tr><td colspan='3'>云岭县政府信息公开目录</td></tr>"
            + cells("标题", "成文日期", "发布日期"),
            rows("t", "s", "p"),
        ),
        table(
            "<tr><th rowspan='2'>标题</th><th colspan='2'>日期</th></tr>"
            "<tr><th>成文</th><th>发布</th></tr>",
            rows("t", "s", "p"),
        ),
        table(
            "<tr><th>标题</th><th colspan='2'>文号</th><th>成文日期</th><th>发布日期</th></tr>",
            rows("t", "云政办发", "〔2021〕3号", "s", "p"),
        ),
        table(
            cells("类别", "标题", "成文日期", "发布日期"),
            rows("t", "s", "p").replace("<tr>", "<tr><td rowspan='3'>通知</td>", 1),
        ),
        table(
            cells("标题", "<a href='?by=signed'>成文日期</a>", "<a href='?by=put'>发布日期</a>"),
            rows("t", "s", "p"),
        ),
        f"<html><body><table>{cells('标题', '成文日期', '发布日期')}</table>"
        f"<table class='x'>{rows('t', 's', 'p')}</table></body></html>",
    ],
    ids=[
        "th",
        "a first row of td",
        "published first",
        "spaces and colon",
        "a deadline",
        "a plain date beside another",
        "the answer to a letter",
        "a letter with a term",
        "a term and a plain date",
        "a count like a year",
        "the last word of a head counts",
        "thead",
        "a caption above",
        "two rows of heads",
        "one head over two columns",
        "a cell over several rows",
        "heads that sort",
        "heads in a table before",
    ],
)
def test_the_head_of_a_column_decides(body: str) -> None:
    reading = read(body)

    assert [post.published_at for post in reading.posts] == DAYS
    assert reading.window is not None
    assert reading.window.since == DAYS[-1]
    assert reading.items_seen == 3


@pytest.mark.parametrize(
    "body",
    [
        "<div class='h'><b>标题</b><b>成文日期</b><b>发布日期</b></div><ul class='x'>{}</ul>",
        "<ul class='x'><li><b>标题</b><b>成文日期</b><b>发布日期</b></li>{}</ul>",
    ],
)
def test_heads_count_over_rows_of_other_tags_too(body: str) -> None:
    lines = "".join(
        f"<li>{link(n)}<span>{signed}</span><span>{published}</span></li>"
        for n, (signed, published) in enumerate(ROWS)
    )

    reading = collect(f"<html><body>{body.format(lines)}</body></html>", item=".x li")

    assert [post.published_at for post in reading.posts] == DAYS


@pytest.mark.parametrize(
    ("head", "order"),
    [
        (cells("标题", "成文日期"), ("t", "s")),
        (cells("标题", "生成日期", "文号"), ("t", "s", "云政办发〔2021〕3号")),
        (cells("标题", "成文（发布）日期"), ("t", "s")),
        (cells("标题", "成文日期", "发布日期"), ("t", "s", "")),
        (cells("标题", "来信时间", "办理状态"), ("t", "s", "已办结")),
        (cells("标题", "提交日期", "办结时限"), ("t", "s", "p")),
    ],
)
def test_a_day_of_signing_alone_vouches_for_nothing(head: str, order: tuple[str, ...]) -> None:
    reading = read(table(head, rows(*order)))

    assert [post.earliest_at for post in reading.posts] == [end_of(signed) for signed, _ in ROWS]
    assert {post.latest_at for post in reading.posts} == {NOON}
    assert reading.window is None
    assert "没有发布日期" in reading.notes[0].text


@pytest.mark.parametrize(
    "head", ["截止日期", "办结时限", "公示期", "报名期限", "有效期至", "征集期间", "开标日期"]
)
def test_a_deadline_alone_is_no_date(head: str) -> None:
    reading = read(table(cells("标题", head), rows("t", "s")))

    assert reading.posts == ()


def test_two_dates_that_no_head_names_leave_both_in_doubt() -> None:
    reading = read(table("", rows("t", "s", "p")))

    post = reading.posts[0]
    assert (post.earliest_at, post.published_at) == (end_of("2021-11-26"), end_of("2021-12-24"))
    assert "分不清哪个是发布日期" in post.doubt
    assert reading.window is None


def test_one_date_that_no_head_names_is_the_items() -> None:
    reading = read(table("", rows("n", "t", "p")))

    assert [post.published_at for post in reading.posts] == DAYS
    assert reading.window is not None


def test_two_heads_of_publication_with_different_days_give_no_date() -> None:
    reading = read(table(cells("标题", "发布日期", "公开日期"), rows("t", "s", "p")))

    assert reading.posts == ()
    assert "两个不同的发布日期" in reading.notes[0].text


def test_what_stands_under_the_head_and_cannot_be_read_is_quoted() -> None:
    reading = read(table(cells("标题", "发布日期"), rows("t", "2021年冬月")))

    assert reading.posts == ()
    assert "表头“发布日期”之下的“2021年冬月”不是日期" in reading.notes[0].text


def test_a_cell_that_claims_to_span_the_whole_world_is_bounded() -> None:
    head = "<tr><th colspan='999999999' rowspan='999999999'>标题</th></tr>"

    assert len(read(table(head, rows("t", "p"))).posts) == 3
