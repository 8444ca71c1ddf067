"""From bytes that a stranger made to a bundle: all of it or nothing, and one sentence why not."""

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from monitor.bundles import archive, seals
from monitor.bundles.account_line import AccountLine
from monitor.bundles.case_line import CaseLine, ChangeLine
from monitor.bundles.manifest import FORMAT, KIND, Manifest, format_of
from monitor.bundles.refusals import ADVICE, Refusal, refused
from monitor.bundles.sanity import refuse_nonsense
from monitor.bundles.values import (
    ACCOUNTS,
    CASES,
    CHANGES,
    COUNTIES,
    FIGURES,
    MANIFEST,
    NAMES,
    REQUIRED,
    ROTATION,
    ROTATION_SIGNATURE,
    RULES,
    SEALS,
    SIGNATURE,
    UNLISTED,
    Bundle,
    CountyLine,
    Parts,
)
from monitor.bundles.writing import SUM, SUM_END
from monitor.model.system_errors import reason_of
from monitor.parsing.text import clean

T = TypeVar("T")
OLDEST = 1  # the format before the present one, from the second on
MOST = {  # bytes of single files
    MANIFEST: 256 * 1024,
    SIGNATURE: 8 * 1024,
    RULES: 256 * 1024,
    FIGURES: 8 * 1024 * 1024,
    ROTATION: 8 * 1024,
    ROTATION_SIGNATURE: 8 * 1024,
}
MOST_LINE = 256 * 1024
MOST_MORE = 4096  # characters of fields that nobody here knows
MOST_ITEMS = 600_000  # of one JSON text
MOST_TEXT = 4000
CHECKSUM = "sum"  # of a manifest, checked before
AHEAD = timedelta(days=1)  # how far the county's clock may be ahead of ours
_PROGRAM = re.compile(r"[\w.+-]{1,40}(?:[ /][\w.+-]{1,40})?", re.ASCII)
SENTENCES = {  # pydantic's error type → ours
    "missing": "缺少这一项",
    "enum": "不是规定的值",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "bool_type": "应为 true 或 false",
    "greater_than_equal": "数字过小",
    "less_than_equal": "数字过大",
    "too_long": "项数过多",
    "too_short": "没有内容",
    "dataclass_type": "应为“{字段: 值}”的形式",
    "json_invalid": "不是 JSON 格式",
}


def read(source: bytes | Path, *, now: datetime | None = None) -> Bundle:
    """Return the bundle in *source*; raises BundleRefused with the reason and the place.

    *now*: no bundle was made later.
    """
    data = source if isinstance(source, bytes) else contents(source)
    files = archive.unpack(data, NAMES, most=MOST)
    if MANIFEST not in files:
        raise refused(Refusal.NOT_BUNDLE, f"其中没有 {MANIFEST}，这不是数据包")
    manifest = _manifest(files[MANIFEST])
    _refuse_differing(manifest, files)
    parts = Parts(
        rules=_rules(files[RULES]),
        figures=_figures(files[FIGURES]),
        counties=tuple(_lines(files.get(COUNTIES, b""), COUNTIES, CountyLine)),
        accounts=tuple(_lines(files[ACCOUNTS], ACCOUNTS, AccountLine)),
        cases=tuple(_lines(files[CASES], CASES, CaseLine)),
        changes=tuple(_lines(files[CHANGES], CHANGES, ChangeLine)),
        seals=seals.load(files[SEALS]),
        rotation=_text(files.get(ROTATION, b""), ROTATION),
        rotation_signature=_text(files.get(ROTATION_SIGNATURE, b""), ROTATION_SIGNATURE),
    )
    refuse_nonsense(manifest, parts, hashlib.sha256(files[RULES]).hexdigest())
    if now is not None and manifest.made_at > now + AHEAD:
        raise refused(Refusal.DATES, "生成时间晚于现在，请核对双方电脑的时钟", file=MANIFEST)
    return Bundle(
        manifest=manifest,
        parts=parts,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        signed=files[MANIFEST],
        signature=_text(files.get(SIGNATURE, b""), SIGNATURE),
    )


def contents(path: Path, most: int = archive.MOST_UNPACKED) -> bytes:
    """Return what stands in *path*; a little more than *most*, where it is larger."""
    if not path.is_file() and path.exists():
        raise refused(Refusal.UNREADABLE, "这不是普通文件")  # a pipe would never end
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise refused(Refusal.UNREADABLE, f"文件读不出来：{reason_of(error)}") from error
    return data


def _manifest(data: bytes) -> Manifest:
    """Return the manifest; its format is looked at before anything else is expected of it."""
    loaded = json_object(_text(data, MANIFEST), MANIFEST)
    mark = loaded.get("format")
    number = format_of(mark)
    if number > FORMAT:
        raise refused(
            Refusal.NEWER, f"数据包的格式是 {KIND}/{number}，本程序能读到 {KIND}/{FORMAT}，"
            f"请安装{_program(loaded)}或更新的程序",
        )  # fmt: skip
    if not number:
        raise refused(Refusal.NOT_BUNDLE, "没有写明数据包的格式", file=MANIFEST)
    if number < OLDEST:
        raise refused(Refusal.OLDER, f"格式 {KIND}/{number} 已不再接收，请对方升级程序")
    body, marked, end = data.rpartition(SUM.encode())
    if not marked or end != f"{hashlib.sha256(body).hexdigest()}{SUM_END}".encode("ascii"):
        raise refused(Refusal.HASH, f"内容与其校验和不符，{ADVICE}", file=MANIFEST)
    manifest: Manifest = _value(data, loaded, MANIFEST, 0, Manifest)
    return manifest


def _program(loaded: Mapping[str, Any]) -> str:
    name = loaded.get("program")
    named = isinstance(name, str) and _PROGRAM.fullmatch(name)
    return f" {name} " if named else "生成它的那一版程序"


def _refuse_differing(manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """Raise BundleRefused where *files* are not exactly those that *manifest* names."""
    listed = {entry.name: entry for entry in manifest.files}
    if len(listed) < len(manifest.files) or not set(listed) <= set(NAMES) - set(UNLISTED):
        raise refused(Refusal.NAMES, "文件清单有误", file=MANIFEST, field="files")
    for name in NAMES:
        if name in UNLISTED:
            continue
        if (name in listed or name in REQUIRED) and name not in files:
            raise refused(Refusal.MISSING, f"缺少文件 {name}")
        if name in files and name not in listed:
            raise refused(Refusal.NAMES, f"文件 {name} 不在清单之内")
    for name, entry in listed.items():
        content = files[name]
        if (len(content), hashlib.sha256(content).hexdigest()) != (entry.length, entry.sha256):
            raise refused(Refusal.HASH, f"内容与清单所记的不符，{ADVICE}", file=name)


def _lines(data: bytes, file: str, kind: type[T]) -> Iterator[T]:
    """Yield one value a line; raises BundleRefused at the first line that is none."""
    if data and not data.endswith(b"\n"):
        raise refused(Refusal.SCHEMA, "最后一行不完整", file=file)
    start, number = 0, 0
    while start < len(data):
        end = data.index(b"\n", start)
        number += 1
        if end - start > MOST_LINE:
            raise refused(Refusal.SCHEMA, "这一行过长", file=file, line=number)
        line = data[start:end]
        yield _value(line, json_object(_text(line, file, number), file, number), file, number, kind)
        start = end + 1


def _value(data: bytes, loaded: Mapping[str, Any], file: str, line: int, kind: Any) -> Any:
    """Return the value of *data*, with those of its fields that *kind* does not know."""
    try:
        value = _adapter(kind).validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise refused(
            Refusal.SCHEMA, sentence(first), file=file, line=line, field=clean(place, 60)
        ) from None
    unknown = {key: loaded[key] for key in loaded if key not in _names(kind) and key != CHECKSUM}
    if unknown:
        if len(json.dumps(unknown)) > MOST_MORE:
            raise refused(Refusal.SCHEMA, "不认识的字段过长", file=file, line=line)
        object.__setattr__(value, "more", _cleaned(unknown))
    return value


def sentence(error: Mapping[str, Any]) -> str:
    """Return what is wrong with a field, from what pydantic says of it, in Chinese."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return SENTENCES.get(str(error["type"]), "不符合规定的格式")


def _rules(data: bytes) -> str:
    text = _text(data, RULES)
    json_object(text, RULES)
    return text


def _figures(data: bytes) -> Mapping[str, Any]:
    loaded = json_object(_text(data, FIGURES), FIGURES)
    try:
        cleaned: Mapping[str, Any] = _cleaned(loaded)
    except RecursionError:
        raise refused(Refusal.SCHEMA, "层次过多", file=FIGURES) from None
    return cleaned


def json_object(
    text: str, file: str, line: int = 0, *, items: int | None = MOST_ITEMS
) -> dict[str, Any]:
    """Return the JSON object in *text*: of at most so many *items*, no name twice in it."""
    if items is not None and text.count(",") + text.count("[") + text.count("{") > items:
        raise refused(Refusal.SCHEMA, "项数过多", file=file, line=line)
    try:
        loaded = json.loads(
            text, object_pairs_hook=_pairs, parse_constant=_no_number, parse_float=_finite
        )
    except (ValueError, RecursionError):
        raise refused(Refusal.SCHEMA, "不是规定的 JSON 格式", file=file, line=line) from None
    if not isinstance(loaded, dict):
        raise refused(Refusal.SCHEMA, "应为“{字段: 值}”的形式", file=file, line=line)
    return loaded


def _pairs(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a name twice")
    return values


def _finite(text: str) -> float:
    """Return the number in *text*; one too large for any would be written as no JSON at all."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _no_number(name: str) -> None:
    raise ValueError(name)


def _text(data: bytes, file: str, line: int = 0) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise refused(Refusal.SCHEMA, "不是 UTF-8 文字", file=file, line=line) from None


def _cleaned(value: Any) -> Any:
    """Return *value* with every text fit to be kept and shown."""
    if isinstance(value, str):
        return clean(value, MOST_TEXT)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    return value


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _names(kind: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind) if field.init)
