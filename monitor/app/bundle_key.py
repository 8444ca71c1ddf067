"""The key that signs bundles: made with the first, in the data directory, for its owner alone.

No backup takes it along and no log names it; who loses it makes another, and the city enrols that
one anew. A key is replaced by one that it signs itself, so that the city need not ask.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.bundles import signature
from monitor.bundles.bundle_store import BundleStore
from monitor.bundles.reading import read
from monitor.bundles.signature import ROTATION_NAMESPACE, PublicKey
from monitor.model import clock
from monitor.model.errors import ConfigError, MonitorError
from monitor.model.system_errors import reason_of
from monitor.system import durable, files

FILE = "bundle.key"
ROTATION = "bundle.rotation.json"
UNUSED = "现用的密钥还没有签过数据包，不必更换；市级须先收到它签的数据包，才能认可新的密钥"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleKey:
    """*made*: just now. *rotation*, *rotation_signature*: how it came in another's place."""

    public: PublicKey
    private: bytes
    made: bool = False
    rotation: str = ""
    rotation_signature: str = ""

    def sign(self, manifest: bytes) -> str:
        """Return the signature of *manifest*."""
        return signature.sign(self.private, manifest)


def load(data: Path, *, make: bool) -> BundleKey | None:
    """Return the key in *data*; *make* one where there is none. None where nothing can sign."""
    if not signature.can_sign():
        return None
    made = make and not (data / FILE).exists()
    if made:
        files.create(data / FILE, signature.new_key(), private=True)
    private = _read(data / FILE)
    if private is None:
        return None
    rotation = json.loads(_read(data / ROTATION) or b"{}")
    return BundleKey(
        public=_public(private, data / FILE),
        private=private,
        made=made,
        rotation=rotation.get("statement", ""),
        rotation_signature=rotation.get("signature", ""),
    )


def rotate(data: Path, store: BundleStore, now: datetime) -> BundleKey:
    """Replace the key in *data* by a new one, which the old one signs; raises a MonitorError.

    One that has signed no bundle in *store* yet is not replaced: nobody could follow.
    """
    old = load(data, make=False)
    if old is None:
        raise ConfigError(signature.WITHOUT if not signature.can_sign() else "还没有签名密钥")
    if not _has_signed(old, store):
        raise ConfigError(UNUSED)
    private = signature.new_key()
    statement = json.dumps(
        {"old": str(old.public), "new": str(signature.public_of(private)), "at": clock.iso(now)},
        indent=2,
    )
    signed = signature.sign(old.private, statement.encode(), ROTATION_NAMESPACE)
    content = json.dumps({"statement": statement, "signature": signed})
    # the statement first: killed in between, the old key goes on and the statement is not its own
    files.whole(data / ROTATION, content.encode(), private=True)
    try:
        half = data / f".{FILE}"
        half.unlink(missing_ok=True)
        files.create(half, private, private=True)
        durable.put(half, data / FILE)
    except OSError as error:
        raise MonitorError(f"密钥无法写入 {data / FILE}：{reason_of(error)}") from error
    key = load(data, make=False)
    if key is None:
        raise MonitorError(f"密钥无法读取：{data / FILE}")
    return key


def _has_signed(key: BundleKey, store: BundleStore) -> bool:
    last = store.last()
    armoured = read(store.content(last.sha256)).signature if last else ""
    return bool(armoured) and signature.signer(armoured) == key.public


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MonitorError(f"无法读取 {path}：{reason_of(error)}") from error


def _public(private: bytes, path: Path) -> PublicKey:
    try:
        return signature.public_of(private)
    except ValueError as error:
        raise MonitorError(
            f"签名密钥 {path} 已损坏；将其移走后程序另行生成密钥，请将新的公钥报市级登记"
        ) from error
