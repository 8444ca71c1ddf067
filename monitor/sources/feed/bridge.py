"""Check that a bridge still fetches: a dead one goes on answering 200 with an old feed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from monitor.http.exchange import Http, HttpAnswer
from monitor.model import Gap, clock
from monitor.model.errors import ConfigError, LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing import dates
from monitor.sources import block_pages
from monitor.sources.feed import complaints, probes

SYNC_LIMIT = timedelta(hours=48)  # longer than any polling schedule of a bridge that lives
Newest = Callable[[HttpAnswer], datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """The program that makes the feed, and the addresses that show whether it still fetches.

    *probe* is its own status address, *feed_id* the account's id in it (wewe-rss), *canary*
    a feed of the same bridge that certainly has something new every day.
    """

    kind: Literal["rsshub", "we-mp-rss", "wewe-rss"]
    probe: str = ""
    feed_id: str = ""
    canary: str = ""

    def __post_init__(self) -> None:
        if self.kind not in ("rsshub", "we-mp-rss", "wewe-rss"):
            raise ConfigError(f"不认识的桥接服务 {self.kind}，应为 rsshub、we-mp-rss 或 wewe-rss")
        if self.kind == "wewe-rss" and self.probe and not self.feed_id:
            raise ConfigError(
                "wewe-rss 的 probe 须与 feed_id 同时填写，否则无从核对该账号的同步时间"
            )

    @property
    def can_be_asked(self) -> bool:
        return bool(self.probe or self.canary)

    def state(self, http: Http, newest: Newest) -> tuple[Gap | None, str]:
        """Ask whether the bridge lives and fetches; return what is wrong, and what is in doubt.

        Neither where every answer says that the bridge is well.
        """
        doubt = ""
        try:
            if self.probe:
                doubt = self._ask_probe(http)
            if self.canary:
                self._ask_canary(http, newest)
                doubt = ""  # it does fetch
        except LookFailed as failed:
            down = failed.outcome is Outcome.NETWORK
            gap = Gap(
                outcome=Outcome.BRIDGE_DOWN if down else failed.outcome,
                message=f"桥接服务无法访问：{failed.message}" if down else failed.message,
            )
            return gap, ""
        return None, doubt

    def _ask_probe(self, http: Http) -> str:
        if self.kind == "wewe-rss":
            synced, seen_at = http.once(("feed", "probe", self.probe), lambda: self._synced(http))
            self._judge_sync(synced, seen_at)
            return ""
        return http.once(("feed", "probe", self.probe), lambda: self._health(http))

    def _health(self, http: Http) -> str:
        """Return the doubt about a bridge that says that it lives; raise otherwise."""
        answer = _fetch(http, self.probe)
        if self.kind == "we-mp-rss":
            return probes.we_mp_rss(answer)
        probes.rsshub(answer)
        return ""

    def _synced(self, http: Http) -> tuple[Mapping[str, Any], datetime]:
        """Return each feed's last sync as the bridge states it, and the time of the answer."""
        answer = _fetch(http, self.probe)
        listed = block_pages.json_of(answer)
        if not isinstance(listed, list):
            raise LookFailed(Outcome.BRIDGE_DOWN, "桥接服务的探测地址没有返回订阅列表")
        rows = (row for row in listed if isinstance(row, dict))
        return {str(row.get("id", "")): row.get("syncTime") for row in rows}, answer.received_at

    def _judge_sync(self, synced: Mapping[str, Any], seen_at: datetime) -> None:
        if self.feed_id not in synced:
            raise LookFailed(Outcome.CONFIG, f"桥接服务中没有登记 {self.feed_id}，请核对 feed_id")
        stated = synced[self.feed_id]
        moment = dates.read(stated, seen_at) if isinstance(stated, int) else None
        if moment is None or dates.fault(moment, seen_at):
            raise LookFailed(Outcome.BRIDGE_STALE, "桥接服务没有给出可信的最近同步时间")
        if seen_at - moment.at > SYNC_LIMIT:
            raise LookFailed(
                Outcome.BRIDGE_STALE,
                f"桥接服务最近一次同步该账号是在 {clock.show(moment.at)}，已超过 48 小时",
            )

    def _ask_canary(self, http: Http, newest: Newest) -> None:
        newest_at, seen_at = http.once(
            ("feed", "canary", self.canary), lambda: self._canary(http, newest)
        )
        if seen_at - newest_at > SYNC_LIMIT:
            raise LookFailed(
                Outcome.BRIDGE_STALE,
                f"桥接服务的对照订阅最近一条内容是 {clock.show(newest_at)}，已超过 48 小时",
            )

    def _canary(self, http: Http, newest: Newest) -> tuple[datetime, datetime]:
        answer = _fetch(http, self.canary)
        newest_at = newest(answer)
        if newest_at is None:
            raise LookFailed(Outcome.BRIDGE_DOWN, "桥接服务的对照订阅没有带时间的内容")
        return newest_at, answer.received_at


def _fetch(http: Http, url: str) -> HttpAnswer:
    answer = http.get(url)
    complaints.raise_for(answer, bridged=True)
    block_pages.check(answer, is_ours=True)
    if answer.received_at - answer.made_at > SYNC_LIMIT:
        made_at = clock.show(answer.made_at)
        raise LookFailed(
            Outcome.BRIDGE_STALE, f"桥接服务的应答是 {made_at} 的缓存副本，不能说明现状"
        )
    return answer
