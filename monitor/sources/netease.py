"""网易号 through its public listing: to the second, in Beijing time without a zone; lower bound."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Platform, Reading, clock
from monitor.parsing import dates
from monitor.sources import block_pages
from monitor.sources.listing import ListedItem, dated, entries

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


def parse(answer: HttpAnswer) -> Reading:
    """Read one answer; raises LookFailed where it shows nothing dated."""
    articles = entries(block_pages.json_of(answer))
    names = {str(article.get("source") or "") for article in articles}
    return dated(
        [_item(article, answer) for article in articles],
        answer,
        # an article taken from elsewhere names its own origin: only what all say is the account
        shown_name=names.pop() or None if len(names) == 1 else None,
    )


def _item(article: dict[str, Any], answer: HttpAnswer) -> ListedItem:
    id = str(article.get("docid") or "")
    return ListedItem(
        key=id,
        moment=dates.read(str(article.get("ptime") or ""), answer.received_at, zone=clock.BEIJING),
        title=str(article.get("title") or ""),
        url=f"https://www.163.com/dy/article/{id}.html" if ID.fullmatch(id) else "",
    )
