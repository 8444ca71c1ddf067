"""The sentence for each fault of the transport: what failed, whose it is, what staff must do.

The libraries' own text is never shown: it holds whole addresses, and in them keys of interfaces.
"""

import re
import ssl
from collections.abc import Iterator

from requests.exceptions import ConnectTimeout, ProxyError, ReadTimeout, SSLError, Timeout
from urllib3.exceptions import NameResolutionError

from monitor.http.handshakes import ServerProtocol
from monitor.model import clock
from monitor.model.errors import DeadlineExceeded, FetchError, HandshakeFailed, TooBig, Unreachable

MAX_CAUSES = 8  # of one error: more than the libraries wrap, and an end where causes form a ring
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
_CA_FILE = "存为 PEM 文件，由 network.ca_file 指明"
_LEGACY_TLS_ADVICE = "确需查看的，请将该主机列入 network.legacy_tls"
_CERTIFICATE_PROBLEMS = {  # by OpenSSL's X509_V_ERR_…
    # DEPTH_ZERO_SELF_SIGNED_CERT
    18: f"的证书是自签名的，无法确认对方身份；请向网站管理单位核实，属实的将其证书{_CA_FILE}",
    # SELF_SIGNED_CERT_IN_CHAIN
    19: f"的证书由本机不认识的机构签发；请向网站管理单位索取签发机构的根证书，{_CA_FILE}",
    # UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    20: "没有发来完整的证书链（缺少中间证书），或证书由本机不认识的机构签发；"
    f"请向网站管理单位索取中间证书或根证书，{_CA_FILE}",
    # CERT_HAS_EXPIRED
    10: "的证书已过期，请网站管理单位更换证书",
    # CERT_NOT_YET_VALID
    9: "的证书尚未生效，多半是本机日期偏早",
    # HOSTNAME_MISMATCH
    62: "的证书不是发给该主机的（主机名不符），请核对网址，或请网站管理单位更换证书",
    # EE_KEY_TOO_SMALL
    66: f"的证书密钥过短或签名算法过时，{_LEGACY_TLS_ADVICE}",
}
_SAME_PROBLEM = {  # code: the one above whose sentence holds for it as well
    2: 20,  # UNABLE_TO_GET_ISSUER_CERT
    21: 20,  # UNABLE_TO_VERIFY_LEAF_SIGNATURE
    27: 20,  # CERT_UNTRUSTED
    64: 62,  # IP_ADDRESS_MISMATCH
    67: 66,  # CA_KEY_TOO_SMALL
    68: 66,  # CA_MD_TOO_WEAK
}
_DATE_PROBLEMS = {9, 10}  # a wrong clock of ours would look the same
_OLD_TLS_REASONS = frozenset(  # OpenSSL's names of what an old server does
    {"UNSUPPORTED_PROTOCOL", "UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "DH_KEY_TOO_SMALL",
     "EE_KEY_TOO_SMALL", "CA_MD_TOO_WEAK", "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED"}
)  # fmt: skip


def transport_error(error: Exception, host: str) -> FetchError:
    """Return *error*, raised while asking *host*, as a fault with its sentence."""
    causes = tuple(_causes(error))
    if any(isinstance(cause, TooBig) for cause in causes):
        return TooBig(f"{host} 的应答超过大小上限")
    if any(isinstance(cause, NameResolutionError) for cause in causes):
        return Unreachable(f"域名 {host} 无法解析")
    if bad_certificate := next(
        (cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None
    ):
        return HandshakeFailed(f"{host} {_certificate_problem(bad_certificate)}")
    if any(isinstance(cause, ConnectTimeout) for cause in causes):
        return Unreachable(f"连接 {host} 超时")
    if any(isinstance(cause, ReadTimeout | Timeout | TimeoutError) for cause in causes):
        return DeadlineExceeded(f"{host} 长时间没有应答")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Unreachable(f"{host} 拒绝连接")
    return Unreachable(f"与 {host} 的连接中断，应答不完整")


def is_proxy_failure(error: Exception) -> bool:
    """Say whether the proxy itself failed."""
    return any(isinstance(cause, ProxyError) for cause in _causes(error))


def is_handshake_failure(error: Exception, *, request_sent: bool) -> bool:
    """Say whether a handshake broke off before there was a certificate to judge.

    *request_sent*: the request itself had been sent, so the handshake had been completed.
    """
    causes = tuple(_causes(error))
    if request_sent or any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return False
    no_answer = any(
        isinstance(cause, Timeout | TimeoutError | ConnectionRefusedError) for cause in causes
    )
    broke_off = any(
        isinstance(cause, SSLError | ssl.SSLError | ConnectionError) for cause in causes
    )
    return broke_off and not no_answer


def handshake_error(
    error: Exception, host: str, speaks: ServerProtocol, *, legacy_tls_allowed: bool
) -> FetchError:
    """Return the fault of a handshake that broke off, by what the server *speaks*.

    *legacy_tls_allowed*: accounts.yaml already allows the host old protocols and algorithms.
    """
    # one that Python itself made has no reason
    reasons = {
        getattr(cause, "reason", None)
        for cause in _causes(error)
        if isinstance(cause, ssl.SSLError)
    }
    if speaks is ServerProtocol.NATIONAL:
        problem = "只支持国密协议（GB/T 38636），本程序无法与之建立安全连接"
        return HandshakeFailed(f"{host} {problem}，请由工作人员用国密浏览器人工核查")
    if speaks is ServerProtocol.PLAIN:
        return HandshakeFailed(f"{host} 的该端口不提供安全连接，请核对网址是否应为 http://")
    old_only = speaks is ServerProtocol.OLD or reasons & _OLD_TLS_REASONS
    if old_only and not legacy_tls_allowed:
        return HandshakeFailed(
            f"{host} 只支持过时的安全协议或算法（如 TLS 1.0），{_LEGACY_TLS_ADVICE}"
        )
    closed_without_alert = not reasons or reasons & {"UNEXPECTED_EOF_WHILE_READING", None}
    # It may be chance, surely so where the server completed a second handshake: only Unreachable is
    # tried again.
    if closed_without_alert or speaks is ServerProtocol.TLS:
        return Unreachable(f"与 {host} 建立安全连接时被对方切断")
    relaxed = "（已按 network.legacy_tls 放宽）" if legacy_tls_allowed else ""
    problem = f"与 {host} 没有双方都支持的安全协议或算法{relaxed}，对方可能只支持国密或已淘汰的协议"
    return HandshakeFailed(f"{problem}，请由工作人员人工核查")


def _certificate_problem(error: ssl.SSLCertVerificationError) -> str:
    code = _SAME_PROBLEM.get(error.verify_code, error.verify_code)
    sentence = _CERTIFICATE_PROBLEMS.get(code, f"的证书未通过校验（代号 {error.verify_code}）")
    if code not in _DATE_PROBLEMS:
        return sentence
    return f"{sentence}；本机时间为 {clock.show(clock.now())}，如有误请先校准"


def proxy_error(error: Exception, host: str, proxy: str) -> FetchError:
    """Return the fault of *proxy*, through which *host* was to be asked."""
    causes = tuple(_causes(error))
    status = next((match[1] for cause in causes if (match := _TUNNEL.search(str(cause)))), "")
    if status == "407":  # no matter of TLS, but as final: a second attempt would fare the same
        return HandshakeFailed(
            f"代理服务器 {proxy} 要求登录（HTTP 407），请核对 network.proxy 中的用户名和密码"
        )
    if status in ("403", "405"):
        return HandshakeFailed(f"代理服务器 {proxy} 不允许访问 {host}（HTTP {status}）")
    if status:
        return Unreachable(f"代理服务器 {proxy} 未能连到 {host}（HTTP {status}）")
    if any(isinstance(cause, NameResolutionError) for cause in causes):
        return Unreachable(f"代理服务器 {proxy} 的名称无法解析，请核对 network.proxy")
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        message = f"与代理服务器 {proxy} 建立安全连接失败，请核对其网址应为 http:// 还是 https://"
        return HandshakeFailed(message)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Unreachable(f"代理服务器 {proxy} 拒绝连接，请核对 network.proxy")
    return Unreachable(f"代理服务器 {proxy} 无法连接，请核对 network.proxy 和本机网络")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield *error* and its causes, as the libraries wrap them.

    urllib3 keeps a cause in ``reason``, requests passes it on as an argument; neither always
    sets ``__cause__``. The ``reason`` of an ``ssl.SSLError`` is a text, and no cause.
    """
    cause: BaseException | None = error
    for _ in range(MAX_CAUSES):
        if cause is None:
            return
        yield cause
        wrapped = (getattr(cause, "reason", None), *cause.args)
        inner = next(
            (candidate for candidate in wrapped if isinstance(candidate, BaseException)), None
        )
        cause = inner or cause.__cause__ or cause.__context__
