"""Words like ``field=value`` as the fields of an account."""

from collections.abc import Mapping, Sequence

import click

from monitor.app.register import CONTACT, changed_contact
from monitor.model import Account, clock

FIELDS = (
    "name", "platform", "wechat_kind", "unit", "platform_id", "supervisor", "opened_on", "filed",
    "status", "required", "url", "verified", "functions", "followers", "contact", "note",
)  # fmt: skip


def pairs(
    assignments: Sequence[str], account: Account | None
) -> dict[str, str | Mapping[str, str] | None]:
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
        contact = account.contact if account else None
        values["contact"] = changed_contact(contact, parts, clock.day(clock.now())) or None
    return values
