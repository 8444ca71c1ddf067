"""Sessions of our own connections: what they trust, and the proxy that stands before them."""

from typing import Any

import requests
from requests.adapters import HTTPAdapter

from monitor.http.proxies import Proxy
from monitor.http.trust import Trust
from monitor.http.wire import POOL_CLASSES

POOLS = 64


class _Adapter(HTTPAdapter):
    """Our pools; and no cookie jar, history or link headers, which cost as much as the request."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        super().__init__(max_retries=0, pool_connections=POOLS, pool_maxsize=2)

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        response = requests.Response()
        response.status_code = resp.status
        response.url, response.request, response.raw = req.url or "", req, resp
        response.headers = resp.headers
        return response

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOL_CLASSES

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        if proxy.lower().startswith("https:"):
            kwargs["proxy_ssl_context"] = self.trust.context(Proxy(url=proxy).host)
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = POOL_CLASSES
        return manager

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        host: Any
        settings: Any
        host, settings = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] == "https":
            settings["ssl_context"] = self.trust.context(host["host"])
        return host, settings

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave it to the settings of ``Trust``, whose authorities are loaded once."""
        conn.cert_reqs = "CERT_REQUIRED"


def session(trust: Trust | None = None) -> requests.Session:
    """Return a session for one thread: our connections, no cookies, no retries, no environment."""
    from http.cookiejar import DefaultCookiePolicy

    new = requests.Session()
    new.trust_env = False
    new.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    new.headers.clear()
    adapter = _Adapter(trust or Trust())
    new.mount("http://", adapter)
    new.mount("https://", adapter)
    return new
