"""Columns as county sites serve them, over HTTP, from the page to the verdict."""

from collections.abc import Mapping

import pytest
import time_machine

from tests.builders import NOON
from tests.sites import site, website_office

SELECTOR = "ul.list li"
TITLE = "云岭县召开冬春农田水利工作会议"
FRESH, STALE = (
    ("2021-12-28", "2021-12-20", "2021-12-01"),
    ("2021-11-20", "2021-11-12", "2021-10-30"),
)


def lines(*dates: str, path: str = "a") -> str:
    return "".join(
        f"<li><a href='{path}/{n}.html'>云岭县水利动态{n}</a><span>{date}</span></li>"
        for n, date in enumerate(dates)
    )


def column(*dates: str, around: str = "", path: str = "a") -> str:
    inner = f"<ul class='list'>{lines(*dates, path=path)}</ul>"
    return f"<html><head><title>政务动态</title></head><body>{around}{inner}</body></html>"


def article(info: str) -> str:
    return (
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{info}"
        "<div><p>近日，工作展开。</p></div><div class='r'><ul><li><a href='/x'>云岭县统计公报"
        "发布</a> <span>2021-03-21</span></li></ul></div></body></html>"
    )


def rows(signed: tuple[str, ...], published: tuple[str, ...]) -> str:
    made = "".join(
        f"<tr><td><a href='a/{n}.html'>云岭县水利通知{n}</a></td>"
        f"<td>{one}</td><td>{other}</td></tr>"
        for n, (one, other) in enumerate(zip(signed, published, strict=True))
    )
    head = "<tr><th>标题</th><th>成文日期</th><th>发布日期</th></tr>"
    return f"<html><body><table class='list'>{head}{made}</table></body></html>"


def store(*dates: str) -> str:
    records = "".join(
        f"<record><![CDATA[<li><a href='/art/{date.replace('-', '/')}/{n}.html'>"
        f"云岭县水利动态{n}</a><b>{date}</b></li>]]></record>"
        for n, date in enumerate(dates)
    )
    data = f"<datastore><recordset>{records}</recordset></datastore>"
    return f"<html><body><div id='1'><script type='text/xml'>{data}</script></div></body></html>"


def yearless(*dates: str, folder: str) -> str:
    return column(*(f"[{date[5:]}]" for date in dates), path=folder)


LEAD = (
    f"<div class='top1'><h2><a href='a/9.html'>{TITLE}</a></h2><em>发布时间：2021-12-30</em></div>"
)
SCRIPT = "<div id='box'></div><script>$.get('/x',function(d){$('#box').html(d)})</script>"
FULL = f'item: "{SELECTOR}"'
# what a page shows, how it is set up, the verdict, what its pages are
CASES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "live": (FULL, "pass", {"": column(*FRESH)}),
    "dead": (FULL, "fail", {"": column(*STALE)}),
    "live-unset": ("", "pass", {"": column(*FRESH)}),
    "dead-unset": ("", "fail", {"": column(*STALE)}),
    "signed-long-ago": ("", "pass", {"": rows(STALE, FRESH)}),
    "table-dead": ("", "fail", {"": rows(("2021-10-01", "2021-09-01", "2021-08-01"), STALE)}),
    "jcms-live": ("", "pass", {"": store(*FRESH)}),
    "jcms-dead": ("", "fail", {"": store(*STALE)}),
    "lead": (FULL, "unknown", {"": column(*STALE, around=LEAD)}),
    "scripted": (FULL, "unknown", {"": column(*STALE, around=SCRIPT)}),
    "single": (FULL, "unknown", {"": column(STALE[0])}),
    "commented": (
        FULL,
        "pass",
        {"": column(*FRESH).replace("<span>", "<!-- 2021-01-01 --><span>")},
    ),
    "yearless-live": (FULL, "pass", {"": yearless(*FRESH, folder="202112")}),
    "yearless-dead": (FULL, "fail", {"": yearless(*FRESH, folder="2020")}),
    "yearless": (FULL, "unknown", {"": yearless(*FRESH, folder="a")}),
    "yearless-old": (FULL, "unknown", {"": yearless(*STALE, folder="a")}),
    "put-up-later": (
        FULL,
        "unknown",
        {
            "": "<html><body><ul class='list'><li><a href='t20211118_1.html'>甲</a>2021-11-10</li>"
            "<li><a href='t20211224_2.html'>乙</a>2021-10-08</li></ul></body></html>"
        },
    ),
    "sent-on": (
        FULL,
        "pass",
        {
            "": "<html><head><meta http-equiv='refresh' content='0;url=list.html'></head></html>",
            "list.html": column(*FRESH),
        },
    ),
    "moved": (FULL, "unknown", {"": column(*FRESH, around="<p>本栏目已迁移，请访问新网址</p>")}),
    "by-articles": (
        f"{FULL}, date_from: article",
        "pass",
        {"": column("", "")}
        | {f"a/{n}.html": article(f"<p>时间：2021-12-2{8 - n}</p>") for n in (0, 1)},
    ),
    "by-articles-dead": (
        f"{FULL}, date_from: article",
        "fail",
        {"": column("", "")}
        | {f"a/{n}.html": article(f"<p>时间：2021-11-2{8 - n}</p>") for n in (0, 1)},
    ),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    folder = tmp_path_factory.mktemp("columns")
    pages = {
        f"/{id}/{file}": body for id, (_, _, own) in CASES.items() for file, body in own.items()
    }
    with site(pages, otherwise=article("")) as (origin, _):
        office = website_office(
            folder,
            {
                id: f'{{kind: webpage, url: "{origin}/{id}/"{", " if more else ""}{more}}}'
                for id, (more, _, _) in CASES.items()
            },
        )
        with time_machine.travel(NOON, tick=False):
            accounts = office.check()
    return {id: account["verdict"] for id, account in accounts.items()}


@pytest.mark.parametrize("id", CASES)
def test_a_column_is_judged_by_what_its_readers_see(id: str, verdicts: Mapping[str, str]) -> None:
    assert verdicts[id] == CASES[id][1]
