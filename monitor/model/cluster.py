"""A cluster's address: where tasks are handed to, and what it must be encrypted with."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from monitor.model.errors import ConfigError

FORM = "应写成 tls://主机:端口，本机上的也可写成 tcp://127.0.0.1:8786"
OPEN = "不在本机的集群须加密：地址写成 tls://主机:端口，并写明证书目录"
KEYLESS = "加密的集群须写明证书目录，其中有 ca.pem、cert.pem、key.pem"


class ClusterRefused(ConfigError):
    """The cluster cannot be used, or must not: its sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where the scheduler of a cluster listens, ``tls://host:port`` or, on loopback, ``tcp://…``.

    *certificates*: the folder of ``ca.pem``, ``cert.pem`` and ``key.pem``. Raises ValueError with
    one Chinese sentence: what is fetched is evidence, and what is handed over is the register.
    """

    address: str
    certificates: str = ""

    def __post_init__(self) -> None:
        if not is_encrypted(self.address):
            if not _is_here(urlsplit(self.address).hostname or ""):
                raise ValueError(OPEN)
        elif not self.certificates:
            raise ValueError(KEYLESS)


def is_encrypted(address: str) -> bool:
    """Say whether *address* is encrypted; raises ValueError where it is no cluster's."""
    try:
        parts = urlsplit(address)
        has_place = bool(parts.hostname and parts.port)
    except ValueError as error:
        raise ValueError(FORM) from error
    more = "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in ("tcp", "tls") or not has_place or more:
        raise ValueError(FORM)
    return parts.scheme == "tls"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
