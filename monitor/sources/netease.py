"""网易号 through its public listing: to the second, in Beijing time without a zone; lower bound."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from monitor import clock, dates, walls
from monitor.errors import LookFailed
from monitor.http.exchange import Answer, Http
from monitor.model import Platform, Reading
from monitor.outcomes import Outcome
from monitor.sources.listing import Item, dated

ADDRESS = "https://dy.163.com/v2/article/list.do"
COUNT = 20
ID = re.compile(r"\w{4,32}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Netease:
    """*wemedia_id*: the account's id, as its page's ``data-wemediaid`` has it."""

    kind: ClassVar[str] = "netease"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.NETEASE})
    hosts: ClassVar[tuple[str, ...]] = ("dy.163.com",)

    wemedia_id: str

    def collect(self, http: Http) -> Reading:
        """Ask for the newest items."""
        params = {"pageNo": "1", "wemediaId": self.wemedia_id, "size": str(COUNT)}
        return parse(http.get(ADDRESS, params=params))


def parse(answer: Answer) -> Reading:
    """Read one answer; raises LookFailed where it shows nothing dated."""
    said = walls.json_of(answer)
    data = said.get("data") if isinstance(said, dict) else None
    listed = data.get("list") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少内容列表")
    articles = [one for one in listed if isinstance(one, dict)]
    names = (str(one.get("source") or "") for one in articles)
    return dated(
        [_item(one, answer) for one in articles],
        answer,
        shown_name=next((name for name in names if name), None),
    )


def _item(one: dict[str, Any], answer: Answer) -> Item:
    id = str(one.get("docid") or "")
    return Item(
        key=id,
        moment=dates.read(str(one.get("ptime") or ""), answer.received_at, zone=clock.BEIJING),
        title=str(one.get("title") or ""),
        url=f"https://www.163.com/dy/article/{id}.html" if ID.fullmatch(id) else "",
    )
