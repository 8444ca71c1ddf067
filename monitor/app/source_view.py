"""What an account's sources show now, item by item, and why; nothing is stored or judged."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from monitor.app.check import network, scrubber_of
from monitor.http.live import LiveTransport
from monitor.http.look import Client
from monitor.model import Account, Gap, Reading
from monitor.model.errors import LookFailed, MonitorError
from monitor.model.outcome import Outcome
from monitor.model.system_errors import reason_of
from monitor.registry import Registry
from monitor.sources import Source, hosts_of, labels, sandbox
from monitor.sources.explaining import Explained, Explaining, explained
from monitor.sources.feed import Feed
from monitor.sources.feed.explained import explain
from monitor.system.secrets import Secrets
from monitor.system.token_store import GrantFile


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """What one source showed, or the gap in its place."""

    label: str
    url: str
    explained: Explained

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return self.explained.reading.gaps


def look_at_sources(
    registry: Registry, secrets: Secrets, data: Path, account: Account, now: datetime
) -> tuple[SourceResult, ...]:
    """Look at *account* through each of its sources; nothing is stored but renewed grants."""
    scrubber = scrubber_of(registry, secrets)
    transport = LiveTransport(network(registry, secrets), scrubber)
    # a grant that a look renews ends the one before it: it alone must be kept
    grants = GrantFile(data, scrubber)
    client = Client(transport, None, now, None, grants)
    return tuple(
        SourceResult(
            label=label,
            url=str(getattr(source, "url", "")),
            explained=_explained(secrets, account, client, label, source),
        )
        for label, source in labels(account.sources)
    )


def _explained(
    secrets: Secrets, account: Account, client: Client, label: str, source: Source
) -> Explained:
    http = client.look(account.id, label, hosts_of(source))
    try:
        filled: Any = secrets.fill(source)
        if isinstance(filled, Explaining):
            return sandbox.apply(filled.explained, http)
        if isinstance(filled, Feed):
            return sandbox.apply(partial(explain, filled), http)
        return explained(filled, sandbox.apply(filled.collect, http))
    except LookFailed as failed:
        gap = Gap(outcome=failed.outcome, message=failed.message)
    except MonitorError:
        raise
    except Exception as error:  # noqa: BLE001  # told, as a check would tell it
        message = f"程序处理该来源的应答时出错：{reason_of(error) or '应答的形式出乎预料'}"
        gap = Gap(outcome=Outcome.LAYOUT_CHANGED, message=message)
    return Explained(reading=Reading(gaps=(gap,)), items=())
