"""The JSON Schema of each file of a bundle, made of the very values that read it."""

from typing import Any

from pydantic import TypeAdapter

from monitor.bundles.account_line import AccountLine
from monitor.bundles.case_line import CaseLine, ChangeLine
from monitor.bundles.manifest import FORMAT, KIND, Manifest
from monitor.bundles.values import ACCOUNTS, CASES, CHANGES, COUNTIES, MANIFEST, CountyLine

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS: dict[str, Any] = {
    MANIFEST: Manifest,
    COUNTIES: CountyLine,
    ACCOUNTS: AccountLine,
    CASES: CaseLine,
    CHANGES: ChangeLine,
}


def schemas() -> dict[str, Any]:
    """Return the schemas by the files' names; of ``.jsonl`` files, that of one line."""
    files = {name: _schema(name, kind) for name, kind in KINDS.items()}
    return {"format": f"{KIND}/{FORMAT}", "files": files}


def _schema(name: str, kind: Any) -> dict[str, Any]:
    made = TypeAdapter(kind).json_schema()
    made["properties"].pop("more", None)  # what a later program adds stands beside the rest
    return {"$schema": DIALECT, "$id": f"urn:{KIND}:{FORMAT}:{name}", **made}
