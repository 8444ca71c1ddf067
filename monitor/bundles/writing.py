"""From values to the bytes of a bundle: the same for the same content, whoever writes them."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from monitor.bundles import archive, seals
from monitor.bundles.manifest import FileEntry, Manifest
from monitor.bundles.values import (
    ACCOUNTS,
    CASES,
    CHANGES,
    COUNTIES,
    FIGURES,
    MANIFEST,
    NAMES,
    ROTATION,
    ROTATION_SIGNATURE,
    RULES,
    SEALS,
    SIGNATURE,
    Parts,
    SealLine,
)
from monitor.model import clock

Sign = Callable[[bytes], str]  # the bytes of a manifest to the armoured signature
SUM = ',\n  "sum": "'  # how the end of a manifest begins, after which its own checksum stands
SUM_END = '"\n}\n'


def write(manifest: Manifest, parts: Parts, sign: Sign | None = None) -> bytes:
    """Return the bundle; the list of files in *manifest* is made here, *sign* signs it."""
    files = _files(parts)
    listed = tuple(
        FileEntry(name=name, sha256=hashlib.sha256(content).hexdigest(), length=len(content))
        for name, content in files.items()
    )
    signed = manifest_bytes(replace_files(manifest, listed))
    files[MANIFEST] = signed
    if sign is not None:
        files[SIGNATURE] = sign(signed).encode("ascii")
    return archive.pack((name, files[name]) for name in NAMES if name in files)


def with_seals(
    parts: Parts, listed: tuple[SealLine, ...], rotation: str = "", rotation_signature: str = ""
) -> Parts:
    """Return *parts* with the seals, and with the change of the key that signs them."""
    return replace(parts, seals=listed, rotation=rotation, rotation_signature=rotation_signature)


def replace_files(manifest: Manifest, files: tuple[FileEntry, ...]) -> Manifest:
    """Return *manifest* with *files*, and what it holds of a later program."""
    listed = replace(manifest, files=files)
    object.__setattr__(listed, "more", manifest.more)
    return listed


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the text of *manifest*, which ends with the checksum of all that stands before it."""
    text = json.dumps(plain(manifest), ensure_ascii=False, indent=2)
    body = text.removesuffix("\n}").encode()
    return body + f"{SUM}{hashlib.sha256(body).hexdigest()}{SUM_END}".encode("ascii")


def _files(parts: Parts) -> dict[str, bytes]:
    files = {
        RULES: parts.rules.encode(),
        FIGURES: json.dumps(
            parts.figures, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()
        + b"\n",
        ACCOUNTS: lines(parts.accounts),
        CASES: lines(parts.cases),
        CHANGES: lines(parts.changes),
        SEALS: seals.dump(parts.seals),
    }
    if parts.counties:
        files[COUNTIES] = lines(parts.counties)
    if parts.rotation:
        files[ROTATION] = parts.rotation.encode()
        files[ROTATION_SIGNATURE] = parts.rotation_signature.encode()
    return {name: files[name] for name in NAMES if name in files}


def lines(values: Iterable[Any]) -> bytes:
    """Return *values* as JSON, a line each."""
    return "".join(
        json.dumps(plain(value), ensure_ascii=False, separators=(",", ":")) + "\n"
        for value in values
    ).encode()


def plain(value: Any) -> Any:
    """Return *value* as JSON has it, without the fields that say what is said without them."""
    if is_dataclass(value):
        named = {
            field.name: plain(getattr(value, field.name))
            for field in fields(value)
            if field.name != "more" and getattr(value, field.name) != field.default
        }
        more: Mapping[str, Any] = getattr(value, "more", {})
        return {**named, **more}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value
