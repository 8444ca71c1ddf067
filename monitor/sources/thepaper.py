"""澎湃号 through its public listing: to the second, lower bound only.

``pubTimeLong`` is the publication; the envelope's ``time`` is the server's now, ``pubTime`` a
text for people, an article's ``updateTime`` later than its publication.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Platform, Reading
from monitor.model.errors import ConfigError
from monitor.parsing import dates
from monitor.sources import block_pages
from monitor.sources.listing import ListedItem, dated, entries

ADDRESS = "https://api.thepaper.cn/contentapi/cont/pph/"
COUNT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ThePaper:
    """*pph_id*: the number in the account's address. *gov*: it is a 政务号."""

    kind: ClassVar[str] = "thepaper"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.THEPAPER})
    hosts: ClassVar[tuple[str, ...]] = ("api.thepaper.cn",)

    pph_id: str
    gov: bool = False

    def __post_init__(self) -> None:
        if not (self.pph_id.isascii() and self.pph_id.isdigit()):
            raise ConfigError("pph_id 应为账号网址中的数字，如 4321")

    def collect(self, http: Http) -> Reading:
        """Ask for the newest items."""
        if self.gov:
            asked: dict[str, Any] = {"pageNum": 1, "pageSize": COUNT, "pphId": self.pph_id}
            return parse(http.post(f"{ADDRESS}gov", json=asked))
        asked = {
            "pageSize": COUNT,
            "pageNum": 1,
            "contType": 0,
            "excludeContIds": [],
            "pphId": self.pph_id,
            "startTime": 0,
        }
        return parse(http.post(f"{ADDRESS}user", json=asked))


def parse(answer: HttpAnswer) -> Reading:
    """Read one answer; raises LookFailed where it shows nothing dated."""
    articles = entries(block_pages.json_of(answer))
    names = (article.get("authorInfo") for article in articles)
    return dated(
        [_item(article, answer) for article in articles],
        answer,
        shown_name=next((str(n["sname"]) for n in names if isinstance(n, dict) and n.get("sname")),
                        None),
    )  # fmt: skip


def _item(article: dict[str, Any], answer: HttpAnswer) -> ListedItem:
    id = str(article.get("contId") or "")
    return ListedItem(
        key=id,
        moment=dates.read(str(article.get("pubTimeLong") or ""), answer.received_at),
        title=str(article.get("name") or ""),
        url=f"https://www.thepaper.cn/newsDetail_forward_{id}"
        if id.isascii() and id.isdigit()
        else "",
    )
