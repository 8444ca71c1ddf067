"""A proof file: written by the county, read warily by whoever verifies it."""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from monitor.bundles import archive
from monitor.bundles.manifest import FileEntry
from monitor.bundles.proof_values import (
    LINKS,
    PROOF_FORMAT,
    PROOF_KIND,
    PROOF_NAMES,
    RECORDS,
    REGISTER,
    ROWS,
    ProofLink,
    ProofManifest,
    ProofRow,
    ProofSection,
    Value,
    VerdictProof,
)
from monitor.bundles.reading import contents, json_object, sentence
from monitor.bundles.refusals import ADVICE, Refusal, refused
from monitor.bundles.values import MANIFEST, RULES
from monitor.bundles.writing import plain
from monitor.parsing.text import clean

MOST = 200 * 1024 * 1024
MOST_LINE = 64 * 1024 * 1024  # a link over many accounts
BYTES = "b64"  # under which a value stands that is neither text nor number


def write(proof: VerdictProof) -> bytes:
    """Return the file of *proof*; the hashes in its manifest are made here."""
    files = {
        REGISTER: proof.register.encode(),
        ROWS: b"".join(map(_row_line, proof.rows)),
        LINKS: b"".join(map(_link_line, proof.links)),
        RECORDS: b"".join(proof.records),
    }
    listed = tuple(
        FileEntry(name=name, sha256=hashlib.sha256(content).hexdigest(), length=len(content))
        for name, content in files.items()
    )
    manifest = {
        **plain(replace(proof.manifest, files=listed)),
        "tables": {name: list(columns) for name, columns in proof.manifest.tables.items()},
    }
    files[MANIFEST] = _dumped(manifest)
    return archive.pack((name, files[name]) for name in PROOF_NAMES)


def is_proof(data: bytes) -> bool:
    """Say whether *data* is a proof and no bundle, by the files in it."""
    return archive.holds(data, REGISTER)


def read(source: bytes | Path) -> VerdictProof:
    """Return the proof in *source*; raises BundleRefused with the reason and the place."""
    data = source if isinstance(source, bytes) else contents(source, MOST)
    if archive.holds(data, RULES):
        raise refused(Refusal.NOT_BUNDLE, "这是数据包，不是证明文件，请用 monitor rollup add 收下")
    files = archive.unpack(data, PROOF_NAMES, limit=MOST)
    missing = next((name for name in PROOF_NAMES if name not in files), "")
    if missing:
        raise refused(Refusal.NOT_BUNDLE, f"其中没有 {missing}，这不是证明文件")
    manifest = _manifest(files[MANIFEST])
    listed = {entry.name: entry for entry in manifest.files}
    for name in PROOF_NAMES[1:]:
        stated = listed.get(name)
        content = files[name]
        if stated is None or stated.sha256 != hashlib.sha256(content).hexdigest():
            raise refused(Refusal.HASH, f"内容与清单所记的不符，{ADVICE}", file=name)
    return VerdictProof(
        manifest=manifest,
        register=_text(files[REGISTER], REGISTER),
        rows=tuple(_rows(files[ROWS], manifest)),
        links=tuple(_links(files[LINKS])),
        records=tuple(_records(files[RECORDS], manifest)),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _manifest(data: bytes) -> ProofManifest:
    loaded = json_object(_text(data, MANIFEST), MANIFEST)
    mark = str(loaded.get("format", ""))
    kind, _, number = mark.partition("/")
    if kind != PROOF_KIND or not number.isdecimal():
        raise refused(Refusal.NOT_BUNDLE, "没有写明证明文件的格式", file=MANIFEST)
    if int(number[:6]) > PROOF_FORMAT:
        program = clean(str(loaded.get("program", "")), 60)
        raise refused(Refusal.NEWER, f"证明文件的格式是 {mark[:40]}，请安装 {program} 或更新的程序")
    try:
        manifest: ProofManifest = TypeAdapter(ProofManifest).validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise refused(
            Refusal.SCHEMA, sentence(first), file=MANIFEST, field=clean(place, 60)
        ) from None
    return manifest


def _rows(data: bytes, manifest: ProofManifest) -> Iterator[ProofRow]:
    for number, loaded in _lines(data, ROWS):
        match loaded:
            case {"t": str(table), "k": int() | str() as key, "v": list(values)} if (
                len(values) == len(manifest.tables.get(table, ())) > 0
            ):
                given = tuple(_value(value, ROWS, number) for value in values)
                yield ProofRow(table=table, key=key, values=given)
            case _:
                raise refused(Refusal.SCHEMA, "不是规定的行", file=ROWS, line=number)


def _links(data: bytes) -> Iterator[ProofLink]:
    for number, loaded in _lines(data, LINKS):
        match loaded:
            case {
                "id": int(id),
                "at": str(at),
                "run": int() | None as run,
                "previous": str(previous),
                "seal": str(seal),
                "sections": list(sections),
            }:
                yield ProofLink(
                    id=id,
                    at=at,
                    run=run,
                    previous=previous,
                    seal=seal,
                    sections=tuple(_section(section, number) for section in sections),
                )
            case _:
                raise refused(Refusal.SCHEMA, "不是规定的行", file=LINKS, line=number)


def _section(loaded: Any, line: int) -> ProofSection:
    match loaded:
        case [str(table), str(keys), str(digests)]:
            return ProofSection(table=table, keys=keys, digests=_decoded(digests, LINKS, line))
        case _:
            raise refused(Refusal.SCHEMA, "不是规定的行", file=LINKS, line=line)


def _records(data: bytes, manifest: ProofManifest) -> Iterator[bytes]:
    at = 0
    for entry in manifest.records:
        record = data[at : at + entry.length]
        if hashlib.sha256(record).hexdigest() != entry.sha256:
            raise refused(Refusal.HASH, f"{entry.file}@{entry.offset} 与所记的不符", file=RECORDS)
        yield record
        at += entry.length
    if at != len(data):
        raise refused(Refusal.SCHEMA, "末尾有多余的内容", file=RECORDS)


def _lines(data: bytes, file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(data.splitlines(), 1):
        if len(line) > MOST_LINE:
            raise refused(Refusal.SCHEMA, "这一行过长", file=file, line=number)
        yield number, json_object(_text(line, file, number), file, number, items=None)


def _value(value: Any, file: str, line: int) -> Value:
    if value is None or isinstance(value, str | int | float):
        return value
    match value:
        case {"b64": str(text)}:
            return _decoded(text, file, line)
        case _:
            raise refused(Refusal.SCHEMA, "不是规定的值", file=file, line=line)


def _decoded(text: str, file: str, line: int) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise refused(Refusal.SCHEMA, "不是规定的值", file=file, line=line) from None


def _text(data: bytes, file: str, line: int = 0) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise refused(Refusal.SCHEMA, "不是 UTF-8 文字", file=file, line=line) from None


def _row_line(row: ProofRow) -> bytes:
    values = [
        {BYTES: base64.b64encode(value).decode("ascii")} if isinstance(value, bytes) else value
        for value in row.values
    ]
    return _dumped({"t": row.table, "k": row.key, "v": values})


def _link_line(link: ProofLink) -> bytes:
    sections = [
        [section.table, section.keys, base64.b64encode(section.digests).decode("ascii")]
        for section in link.sections
    ]
    return _dumped(
        {
            "id": link.id,
            "at": link.at,
            "run": link.run,
            "previous": link.previous,
            "seal": link.seal,
            "sections": sections,
        }
    )


def _dumped(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
