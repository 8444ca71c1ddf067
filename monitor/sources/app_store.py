"""An app's entry in the App Store: whether it is on sale, and when this version came out.

A release is no content: the moment is told beside the verdict and never counts as a post.
"""

from dataclasses import dataclass
from typing import ClassVar

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Gap, Platform, Reading, as_notes, clock
from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import dates
from monitor.parsing.text import clean
from monitor.sources import block_pages

ADDRESS = "https://itunes.apple.com/lookup"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppStore:
    """*app_id*: the number in the app's address. *country*: the storefront."""

    kind: ClassVar[str] = "app_store"
    platforms: ClassVar[frozenset[Platform]] = frozenset({Platform.APP})
    hosts: ClassVar[tuple[str, ...]] = ("itunes.apple.com",)

    app_id: str
    country: str = "cn"

    def __post_init__(self) -> None:
        if not (self.app_id.isascii() and self.app_id.isdigit()):
            raise ConfigError("app_id 应为应用网址中 id 之后的数字，如 1234567890")

    def collect(self, http: Http) -> Reading:
        """Look the app up."""
        return parse(http.get(ADDRESS, params={"id": self.app_id, "country": self.country}))


def parse(answer: HttpAnswer) -> Reading:
    """Read one answer: never a post, always a gap that says why."""
    payload = block_pages.json_of(answer)
    results = payload.get("results") if isinstance(payload, dict) else None
    if not isinstance(results, list):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的数据缺少应用信息")
    if not results:
        raise LookFailed(Outcome.EMPTY_AMBIGUOUS, "应用商店查无此应用，可能已下架或不在该地区上架")
    app = results[0]
    if not isinstance(app, dict):
        raise LookFailed(Outcome.LAYOUT_CHANGED, "返回的应用信息结构已变化")
    gap = Gap(outcome=Outcome.UNDATED, message="应用商店只显示版本，不显示内容更新")
    name = str(app.get("trackName") or "")
    released = dates.read(str(app.get("currentVersionReleaseDate") or ""), answer.received_at)
    if released and dates.fault(released, answer.received_at):
        released = None
    version = clean(str(app.get("version") or "不详"), 20)
    when = f"，发布于{clock.show_day(released.at)}" if released else ""
    return Reading(
        gaps=(gap,),
        items_seen=1,
        shown_name=name or None,
        notes=as_notes([f"应用商店当前版本{version}{when}（版本更新不等于内容更新）"]),
        released_at=released.at if released else None,
    )
