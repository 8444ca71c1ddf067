"""Words like ``field=value`` as the fields of an account."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from monitor.model import clock

if TYPE_CHECKING:
    from monitor.model import Contact

FIELDS = (
    "name", "platform", "unit", "supervisor", "opened_on", "filed", "status", "required", "url",
    "verified", "functions", "followers", "contact", "note",
)  # fmt: skip
CONTACT = ("name", "phone", "confirmed_on")


def pairs(assignments: Sequence[str], account: Any) -> dict[str, str | Mapping[str, str] | None]:
    """Read ``field=value``; the parts of a contact make one field."""
    values: dict[str, str | Mapping[str, str] | None] = {}
    parts: dict[str, str] = {}
    for pair in assignments:
        key, sign, value = pair.partition("=")
        if key.endswith("_on") and value.strip() == "今天":
            value = clock.day(clock.now()).isoformat()
        head, _, part = key.partition(".")
        if not sign or head not in FIELDS or (head == "contact") != (part in CONTACT):
            names = "、".join(field for field in FIELDS if field != "contact")
            raise click.UsageError(f"{pair}：应写成 字段=值，字段可为 {names}、contact.name 等。")
        if head == "contact":
            parts[part] = value.strip()
        else:
            values[key] = value.strip() or None
    if parts:
        values["contact"] = contact_of(account.contact if account else None, parts) or None
    return values


def contact_of(contact: "Contact | None", parts: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of *contact*, changed by *parts*.

    Whoever enters another name has made sure of it: the time till it must be confirmed runs.
    """
    had = {part: str(getattr(contact, part) or "") for part in CONTACT} if contact else {}
    name = parts.get("name", had.get("name"))
    if name == "":
        return {}
    if name != had.get("name"):
        had["confirmed_on"] = clock.day(clock.now()).isoformat()
    return {part: value for part, value in (had | dict(parts)).items() if value}
