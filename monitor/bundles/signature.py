"""Signatures of a manifest, Ed25519 in the form of ``ssh-keygen -Y sign``.

What a signature says of itself is read without any library; making and verifying one needs the
extra ``sign`` (cryptography).
"""

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from monitor.bundles.refusals import Refusal, refused
from monitor.bundles.values import SIGNATURE
from monitor.model.errors import ConfigError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAMESPACE = "monitor-bundle"
ROTATION_NAMESPACE = "monitor-key-rotation"
KIND = b"ssh-ed25519"
MAGIC = b"SSHSIG"
DIGEST = "sha512"
WIDTH = 70
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
PUBLIC, SIGNED = 32, 64  # bytes
WITHOUT = "未安装签名组件，请执行 pip install 'newmedia-monitor[sign]'"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 key that others may know: its 32 bytes."""

    raw: bytes

    @property
    def blob(self) -> bytes:
        return _packed(KIND) + _packed(self.raw)

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint as ``ssh-keygen -l`` prints it."""
        digest = hashlib.sha256(self.blob).digest()
        return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")

    def __str__(self) -> str:
        return f"{KIND.decode('ascii')} {base64.b64encode(self.blob).decode('ascii')}"


def can_sign() -> bool:
    """Say whether signatures can be made and verified here."""
    return find_spec("cryptography") is not None


def public_key(line: str) -> PublicKey:
    """Return the key of ``ssh-ed25519 AAAA… name``; raises ConfigError where it is none."""
    words = line.split()
    try:
        if len(words) < 2 or words[0].encode("ascii") != KIND:
            raise ValueError(line)
        kind, raw = _fields(base64.b64decode(words[1], validate=True), 2)
        if kind != KIND or len(raw) != PUBLIC:
            raise ValueError(line)
    except (ValueError, binascii.Error) as error:
        raise ConfigError("公钥应写成一行“ssh-ed25519 AAAA…”") from error
    return PublicKey(raw)


def new_key() -> bytes:
    """Return a fresh private key, in OpenSSH's form."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )


def public_of(key: bytes) -> PublicKey:
    """Return the public half of the private *key*."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return PublicKey(_private(key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def sign(key: bytes, message: bytes, namespace: str = NAMESPACE) -> str:
    """Return the armoured signature of *message* by the private *key*."""
    signed = _private(key).sign(_covered(message, namespace))
    blob = b"".join(
        (
            MAGIC,
            struct.pack(">I", 1),
            _packed(public_of(key).blob),
            _packed(namespace.encode("ascii")),
            _packed(b""),
            _packed(DIGEST.encode("ascii")),
            _packed(_packed(KIND) + _packed(signed)),
        )
    )
    text = base64.b64encode(blob).decode("ascii")
    lines = (text[start : start + WIDTH] for start in range(0, len(text), WIDTH))
    return "\n".join((BEGIN, *lines, END, ""))


def signer(armoured: str, namespace: str = NAMESPACE, *, file: str = SIGNATURE) -> PublicKey:
    """Return the key that *armoured* says it was made by; raises BundleRefused for none."""
    return _parsed(armoured, namespace, file)[0]


def verify(
    public: PublicKey,
    message: bytes,
    armoured: str,
    namespace: str = NAMESPACE,
    *,
    file: str = SIGNATURE,
) -> None:
    """Raise BundleRefused unless *armoured* is the signature of *message* by *public*."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key, signed = _parsed(armoured, namespace, file)
    if key != public:
        why = f"签名所用密钥的指纹是 {key.fingerprint}，与登记的 {public.fingerprint} 不同"
        raise refused(Refusal.SIGNATURE, why, file=file)
    try:
        Ed25519PublicKey.from_public_bytes(public.raw).verify(signed, _covered(message, namespace))
    except (InvalidSignature, ValueError):
        raise refused(Refusal.SIGNATURE, "签名与内容不符", file=file) from None


def _parsed(armoured: str, namespace: str, file: str) -> tuple[PublicKey, bytes]:
    lines = armoured.strip("\n").split("\n")
    try:
        if lines[0] != BEGIN or lines[-1] != END:
            raise ValueError("no armour")
        blob = base64.b64decode("".join(lines[1:-1]), validate=True)
        if not blob.startswith(MAGIC + struct.pack(">I", 1)):
            raise ValueError("no signature of version 1")
        key, name, reserved, digest, signature = _fields(blob[len(MAGIC) + 4 :], 5)
        kind, raw = _fields(key, 2)
        signed_kind, signed = _fields(signature, 2)
        about = (name, reserved, digest, kind, signed_kind)
        if about != (namespace.encode("ascii"), b"", DIGEST.encode("ascii"), KIND, KIND):
            raise ValueError("a signature of something else")
        if (len(raw), len(signed)) != (PUBLIC, SIGNED):
            raise ValueError("lengths")
    except (ValueError, binascii.Error, struct.error):
        raise refused(Refusal.SIGNATURE, "不是规定的签名格式", file=file) from None
    return PublicKey(raw), signed


def _covered(message: bytes, namespace: str) -> bytes:
    """Return the bytes that are signed in the place of *message*."""
    digest = hashlib.new(DIGEST, message).digest()
    parts = (namespace.encode("ascii"), b"", DIGEST.encode("ascii"), digest)
    return MAGIC + b"".join(map(_packed, parts))


def _packed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _fields(data: bytes, number: int) -> list[bytes]:
    """Return exactly *number* strings that *data* consists of; raises ValueError."""
    strings, at = [], 0
    for _ in range(number):
        if at + 4 > len(data):
            raise ValueError("cut off")
        (length,) = struct.unpack_from(">I", data, at)
        strings.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    if at != len(data):
        raise ValueError("cut off, or more than that")
    return strings


def _private(key: bytes) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    loaded = load_ssh_private_key(key, password=None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise ConfigError("签名密钥不是 Ed25519 密钥")
    return loaded
