"""One JSON request to one service: bounded in time and size, no redirects, no second attempt.

A request is not repeated here: a message that may have arrived must not arrive twice.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from monitor.model.errors import AddressBlocked, FetchError
from monitor.notices.channels.message import Undelivered

DEADLINE = 15.0  # seconds for the whole exchange
CAP = 64_000  # bytes of an answer
PAUSE = 60.0  # seconds, where a service names no pause of its own
LONGEST = 86_400.0  # seconds; whoever asks for more is asked again the next day
AGAIN = frozenset({408, 429})
CHANNEL = "channels 的该通道"  # where accounts.yaml allows a channel the office's own network
NETWORK = "network "  # where it allows everything else


def post(
    url: str,
    value: Any,
    *,
    headers: Mapping[str, str] | None = None,
    allow_private: bool = False,
    setting: str = CHANNEL,
) -> Any:
    """Send *value* as JSON and return the JSON answered; raises Undelivered.

    *value* may be bytes: a body that was signed as it stands. *setting*: where accounts.yaml allows
    addresses of the office's own network.
    """
    status, content, pause = _exchange(url, _body(value), headers or {}, allow_private, setting)
    if status in AGAIN:
        raise Undelivered("服务要求稍后再发", retry_after=pause or PAUSE)
    if status >= 500:
        raise Undelivered(f"服务暂时故障（HTTP {status}）")
    if status >= 300:
        raise Undelivered(f"服务拒绝（HTTP {status}），请核对通道设置", permanent=True)
    try:
        return json.loads(content) if content.strip() else {}
    except ValueError:
        return None


def exchanged(
    url: str, body: bytes, *, kind: str, accept: str, allow_private: bool = False
) -> tuple[int, bytes]:
    """Send *body* of media type *kind*; return status and bytes answered; raises Undelivered."""
    headers = {"Content-Type": kind, "Accept": accept}
    status, content, _ = _exchange(url, body, headers, allow_private, NETWORK)
    return status, content


def answered(answer: Any) -> Mapping[str, Any]:
    """Return an answer that must be a JSON object."""
    if not isinstance(answer, Mapping):
        raise Undelivered("服务的应答无法识别")
    return answer


def _body(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _seconds(pause: str) -> float | None:
    return min(float(pause), LONGEST) if pause.isascii() and pause.isdigit() else None


def _exchange(
    url: str, body: bytes, headers: Mapping[str, str], allow_private: bool, setting: str
) -> tuple[int, bytes, float | None]:
    # whoever reads a register names channels; only who sends waits for the network's libraries
    import requests
    from urllib3.exceptions import HTTPError

    from monitor.http import addresses, response_parser, sessions, wire

    flight = wire.PendingExchange(lambda peer: allow_private or addresses.is_public(peer), DEADLINE)
    prepared = requests.Request(
        "POST", url, data=body, headers={"Content-Type": "application/json", **headers}
    )
    session = sessions.session()
    wire.begin(flight)
    try:
        request = prepared.prepare()
        with session.get_adapter(url).send(request, stream=True, timeout=DEADLINE) as response:
            content = response_parser.body(response.raw, CAP)
            pause = str(response.headers.get("Retry-After", ""))
            return response.status_code, content, _seconds(pause)
    except AddressBlocked as error:
        allow = f"请在 accounts.yaml 中 {setting}写 allow_private: true"
        raise Undelivered(
            f"{error.message}；确为办公网内的服务的，{allow}", permanent=True
        ) from None
    except FetchError as error:
        raise Undelivered(error.message) from None
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        # the library's own words would name the address, and with it the key
        late = "超时" if flight.expired or isinstance(error, requests.Timeout) else "失败"
        raise Undelivered(f"连接 {urlsplit(url).hostname or '服务'} {late}") from None
    finally:
        wire.end(flight)
        session.close()
