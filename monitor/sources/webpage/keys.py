"""What of an address names an article, and what only the visit."""

import re
from urllib.parse import urlsplit, urlunsplit

SESSIONS = re.compile(
    r"jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|sessionid|session_id|sessid|cfid|cftoken"
)
TRACKERS = re.compile(
    r"utm_\w+|spm|scm|from|isappinstalled|share_\w+|nsukey|wfr|bd_vid|gclid|fbclid|msclkid"
    r"|hmsr|hmpl|hmcu|hmkw|hmci|_t|_ts|timestamp|rnd|rand|random|nocache|_"
)
PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*|/\(S\([a-z0-9]{24}\)\)", re.I)


def key_of(url: str) -> str:
    """Return *url* without the ids of sessions and trackers, which differ from visit to visit."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = PATH_SESSION.sub("", parts.path)
    kept = [pair for pair in parts.query.split("&") if pair and not _of_visit(pair)]
    return urlunsplit((parts.scheme, parts.netloc, path, "&".join(kept), ""))


def _of_visit(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return bool(SESSIONS.fullmatch(name) or TRACKERS.fullmatch(name))
