"""The key of an item's address, without sessions, trackers and variants of spelling."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

PORTS = {"http": 80, "https": 443}
SESSIONS = frozenset(
    {
        "jsessionid", "phpsessid", "sessionid", "session_id",
        "cfid", "cftoken", "zenid", "oscsid", "__viewstate", "xsrf", "csrf", "_csrf", "csrf_token",
    }
)  # fmt: skip
TRACKERS = frozenset(
    {
        "spm", "scm", "from", "share", "share_source", "share_medium", "share_from", "shareid",
        "share_token", "isappinstalled", "nsukey", "chksm", "scene", "clicktime", "enterid",
        "gclid", "fbclid", "msclkid", "yclid", "_ga", "hmsr", "hmpl", "hmcu", "hmkw", "hmci",
        "vd_source", "ref", "referer", "referrer", "wxshare", "tdsourcetag", "sudaref", "weixin",
        "bd_vid", "wfr", "source_from",
    }
)  # fmt: skip
# words that may name an item as well: only a value that looks like a token's is none
SECRETS = frozenset(
    {"sid", "session", "sess", "token", "ticket", "sign", "signature", "key", "s", "uuid", "guid"}
)
CLOCKS = frozenset({"_", "t", "ts", "time", "timestamp", "rand", "random", "rnd", "r", "nocache"})
_TOKEN = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_\-.+/=]{20,}")
_TICK = re.compile(r"\d{10}(?:\d{3})?|0?\.\d+")
_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_IN_FOLDER = re.compile(r"/\((?:[A-Z]\()?[A-Za-z0-9]{20,}\)+(?=/)")  # ASP.NET without cookies


@lru_cache(maxsize=16_384)  # each item is asked for many times, of a long list each of thousands
def key_of(url: str) -> str:
    """Return the key that all spellings of an item's address share.

    It lacks session, trackers, scheme, default port, and a fragment that is a place on the page.
    A text that is no address of the web is its own key.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in PORTS or not parts.hostname:
        return url
    host = parts.hostname.lower().rstrip(".")
    host = f"[{host}]" if ":" in host else host
    if port is not None and port != PORTS[scheme]:
        host = f"{host}:{port}"
    return f"http://{host}{_path(parts)}{_query(parts.query)}{_fragment(parts.fragment)}"


def _path(parts: SplitResult) -> str:
    path = _IN_FOLDER.sub("", _IN_PATH.sub("", parts.path))
    return path or "/"


def _query(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _is_noise(part)]
    return f"?{'&'.join(kept)}" if kept else ""


def _fragment(fragment: str) -> str:
    """Keep a fragment by which a script tells its pages apart."""
    return f"#{fragment}" if fragment.startswith(("/", "!")) else ""


def _is_noise(part: str) -> bool:
    name, _, value = part.partition("=")
    word = unquote(name).lower()
    return (
        word in SESSIONS
        or word in TRACKERS
        or word.startswith(("utm_", "aspsessionid", "mtm_", "pk_"))
        or (word in SECRETS and _TOKEN.fullmatch(value) is not None)
        or (word in CLOCKS and _TICK.fullmatch(value) is not None)
    )
