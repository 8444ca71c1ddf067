"""Answers that are files: to be saved under a name of ours, and never run by a browser."""

from collections.abc import Sequence
from urllib.parse import quote

from flask import Response

from reports import csv_tables

SANDBOX = "default-src 'none'; sandbox"  # whatever the bytes are, a browser runs none of them
UNKNOWN = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json; charset=utf-8",
    "zip": "application/zip",
}


def attachment(name: str) -> str:
    """Return the header that has a browser save an answer under *name*, and never show it."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def sandboxed(data: bytes, kind: str) -> Response:
    """Return bytes from outside as *kind*, a media type; nothing in them works."""
    answer = Response(data, content_type=kind)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def saved(data: bytes, name: str, kind: str = "") -> Response:
    """Return bytes to be saved under *name*; *kind*: their media type, else as the name ends."""
    answer = sandboxed(data, kind or TYPES.get(name.rpartition(".")[2], UNKNOWN))
    answer.headers["Content-Disposition"] = attachment(name)
    return answer


def csv(name: str, titles: Sequence[str], rows: Sequence[Sequence[str | int]]) -> Response:
    """Return a table as a file to save, called *name* (without its ending)."""
    answer = Response(csv_tables.render(titles, rows), content_type=csv_tables.MIME)
    answer.headers["Content-Disposition"] = attachment(f"{name}.csv")
    return answer
