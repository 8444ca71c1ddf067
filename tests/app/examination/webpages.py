"""Columns as their sites serve them, on loopback, and what a check says of them."""

from datetime import datetime, timedelta
from pathlib import Path

from monitor.model.clock import BEIJING
from tests.app.examination.looking import Verdicts, check
from tests.sites import site, website_office

NOW = datetime(2026, 3, 18, 10, tzinfo=BEIJING)
TITLES = (
    "云岭县河道清淤工作进展",
    "云岭县节水型单位名单公布",
    "云岭县水库安全巡查情况",
    "云岭县农村饮水安全会议",
    "云岭县灌区改造工程开工",
    "云岭县水土保持项目验收",
)
OLD = (20, 31, 45)
FRESH = (1, 9, 45)
BODY = "<div id='zoom'><p>近日，县水务局组织人员开展工作，成效明显。</p></div>"


def day(age: float) -> str:
    return f"{NOW - timedelta(days=age):%Y-%m-%d}"


def article(title: str, info: str, body: str = BODY, head: str = "") -> str:
    return (
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{info}{body}"
        "</body></html>"
    )


def lines(*ages: float, first: int = 0, undated: bool = False, tag: str = "li") -> str:
    """Return the lines of a list; those of one number are of one article."""
    return "".join(
        f"<{tag}><a href='/swdt/{n}.html'>{TITLES[n]}</a>"
        f"{'' if undated else f'<span>{day(age)}</span>'}</{tag}>"
        for n, age in enumerate(ages, first)
    )


def column(inner: str, title: str = "工作动态") -> str:
    return f"<html><head><title>{title}-云岭县水务局</title></head><body>{inner}</body></html>"


def articles(*ages: float, first: int = 0) -> dict[str, str]:
    return {
        f"/swdt/{n}.html": article(TITLES[n], f"<p>发布时间：{day(age)} 来源：县水务局</p>")
        for n, age in enumerate(ages, first)
    }


def looked(
    folder: Path, stand: dict[str, str], source: str = "item: ul.list li", at: datetime = NOW
) -> Verdicts:
    with site(stand) as (origin, _):
        website_office(folder, {"a": f"{{kind: webpage, url: '{origin}/swdt/', {source}}}"})
        return check(folder, at, "a")


def verdict(folder: Path, stand: dict[str, str], source: str = "item: ul.list li") -> str:
    return looked(folder, stand, source).of("a")
