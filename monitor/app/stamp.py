"""Time-stamps by RFC 3161: another's clock and key say that the chain's head was there by then.

What is stamped is the head alone, a hash; nothing of what was observed leaves the office.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.model import clock
from monitor.model.chain_head import Head
from monitor.model.errors import ConfigError, EvidenceError, StoreError
from monitor.model.system_errors import reason_of
from monitor.notices.channels.message import Undelivered
from monitor.notices.channels.posting import exchanged
from monitor.system.chain.heads import ChainHeads, Stamp

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
APART = timedelta(minutes=5)  # of our clock and theirs, beyond which somebody should look
LACKING = "时间戳需要安装附加组件：pip install 'newmedia-monitor[stamp]'"
REFUSED = {
    2: "拒绝了请求", 3: "尚在办理，没有给出时间戳", 4: "警告证书即将吊销", 5: "证书已吊销",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StampCheck:
    """The result of checking stamps: *faults* and *remarks* are sentences with their place."""

    stamps: int = 0
    signed: int = 0
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def stamp(
    heads: ChainHeads,
    authority: str,
    now: datetime,
    *,
    ca_file: Path | None = None,
    allow_private: bool = False,
) -> Stamp:
    """Have *authority* stamp the newest link of the chain; check and keep its answer.

    Raises EvidenceError where it gives none, or one that is no proof; nothing is kept then.
    """
    rfc = _library()
    newest = heads.head()
    if newest is None:
        raise EvidenceError("尚无封存的抽查，没有可以加盖时间戳的内容")
    roots = roots_of(ca_file) if ca_file else ()
    asked = (
        rfc.TimestampRequestBuilder()
        .data(message(newest))
        .hash_algorithm(rfc.HashAlgorithm.SHA256)
        .cert_request(cert_request=True)
        .build()
    )
    token = _asked(authority, asked.as_bytes(), allow_private=allow_private)
    reply = _decoded(token)
    if reply.tst_info.nonce != asked.nonce:
        raise EvidenceError("时间戳服务的应答不是对本次请求的（随机数不符），未采用")
    if fault := _fault(reply, newest, roots):
        raise EvidenceError(f"时间戳服务的应答未采用：{fault}")
    proof = Stamp(
        head=newest,
        authority=authority,
        stamped_at=_time(reply),
        asked_at=now,
        token=token,
    )
    heads.stamp(proof)
    return proof


def check(heads: ChainHeads, ca_file: Path | None) -> StampCheck:
    """Check every stamp that is kept, offline: its imprint, its place in the chain, its signer."""
    try:
        kept = heads.stamps()
    except StoreError as error:
        return StampCheck(faults=(str(error),))
    if not kept:
        return StampCheck()
    try:
        _library()
    except ConfigError as error:
        return StampCheck(stamps=len(kept), remarks=(f"时间戳 {len(kept)} 个未核对：{error}",))
    roots = roots_of(ca_file) if ca_file else ()
    failures = [(number, record, fault) for number, record in enumerate(kept, 1)
             for fault in _faults(heads, record, roots)]  # fmt: skip
    faults = tuple(f"第 {n} 个时间戳（{record.head}）：{fault}" for n, record, fault in failures)
    remarks = [*_apart(kept)]
    if not roots:
        remarks.append(
            f"时间戳 {len(kept)} 个只核对了内容，未核对签名：请以 --ca-file 或 stamping.ca_file "
            "指明时间戳服务的根证书"
        )
    bad = len({number for number, _, _ in failures})
    return StampCheck(
        stamps=len(kept),
        signed=len(kept) - bad if roots else 0,
        faults=faults,
        remarks=tuple(remarks),
    )


def message(head: Head) -> bytes:
    """Return the bytes that are stamped: the run and the whole seal."""
    return head.whole.encode()


def roots_of(path: Path) -> "tuple[Certificate, ...]":
    """Return the certificates in *path*; raises ConfigError where there are none."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return tuple(load_pem_x509_certificates(path.read_bytes()))
    except OSError as error:
        raise ConfigError(f"证书文件 {path} 读不出来：{reason_of(error)}") from error
    except ValueError as error:
        raise ConfigError(f"证书文件 {path} 中没有 PEM 格式的证书") from error


def _library() -> Any:
    try:
        import rfc3161_client
    except ImportError as error:
        raise ConfigError(LACKING) from error
    return rfc3161_client


def _asked(authority: str, query: bytes, *, allow_private: bool) -> bytes:
    try:
        status, content = exchanged(
            authority, query, kind=QUERY, accept=REPLY, allow_private=allow_private
        )
    except Undelivered as error:
        raise EvidenceError(f"时间戳服务没有应答：{error}") from error
    if 300 <= status < 400:
        raise EvidenceError(f"时间戳服务要求转到其他网址（HTTP {status}），未跟随，请核对网址")
    if status != 200:
        raise EvidenceError(f"时间戳服务拒绝（HTTP {status}）")
    return content


def _decoded(token: bytes) -> "TimeStampResponse":
    rfc = _library()
    try:
        reply: TimeStampResponse = rfc.decode_timestamp_response(token)
        status = int(reply.status)
    except ValueError as error:
        raise EvidenceError("时间戳服务的应答无法识别") from error
    if status not in (0, 1):
        raise EvidenceError(f"时间戳服务{REFUSED.get(status, '拒绝了请求')}")
    try:
        _ = reply.tst_info.nonce, reply.tst_info.gen_time
    except ValueError as error:
        raise EvidenceError("时间戳服务的应答无法识别") from error
    return reply


def _fault(reply: "TimeStampResponse", head: Head, roots: "Sequence[Certificate]") -> str:
    """Return why *reply* does not prove *head*, empty where it does."""
    import hashlib

    rfc = _library()
    imprint = reply.tst_info.message_imprint
    if imprint.message != hashlib.sha256(message(head)).digest():
        return "所盖内容不是本机的封存码"
    if not roots:
        return ""
    try:
        rfc.VerifierBuilder(roots=list(roots)).build().verify_message(reply, message(head))
    except (rfc.VerificationError, ValueError) as error:
        return f"签名或者证书核对未通过（{_reason(str(error))}）"
    return ""


def _reason(text: str) -> str:
    """Return the library's reason in words for staff."""
    reasons = {
        "unsuitable certificate purpose": "签名的证书不是时间戳证书",
        "EKU": "签名的证书不是时间戳证书",
        "has expired": "签名的证书当时已过期",
        "not yet valid": "签名的证书当时尚未生效",
        "issuer certificate": "证书不能归到所给的根证书",
        "self-signed": "证书不能归到所给的根证书",
        "GRANTED": "服务没有给出时间戳",
        "ertificates neither found": "应答中没有签名的证书",
    }
    return next((reason for sign, reason in reasons.items() if sign in text), "签名与内容不符")


def _faults(heads: ChainHeads, record: Stamp, roots: "Sequence[Certificate]") -> Iterator[str]:
    try:
        reply = _decoded(record.token)
    except EvidenceError:
        yield "时间戳文件无法识别，已被改动"
        return
    if fault := _fault(reply, record.head, roots):
        yield fault
    if _time(reply) != record.stamped_at:
        yield "登记的时间与时间戳所载不一致"
    link = heads.find_seal(record.head.seal)
    if link is None or link.run != record.head.run:
        yield "其封存码不在本机的哈希链上：此前的记录被删去或者整体重做"


def _apart(kept: Sequence[Stamp]) -> Iterator[str]:
    """Yield a remark on stamps whose time differs from our clock at the request."""
    apart = [record for record in kept if abs(record.stamped_at - record.asked_at) > APART]
    if apart:
        last = apart[-1]
        theirs, ours = clock.show(last.stamped_at), clock.show(last.asked_at)
        yield (
            f"有 {len(apart)} 个时间戳的时间与本机时钟相差超过 5 分钟，"
            f"最近一个：时间戳 {theirs}，本机 {ours}"
        )


def _time(reply: "TimeStampResponse") -> datetime:
    return reply.tst_info.gen_time.replace(microsecond=0)
