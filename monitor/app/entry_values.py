"""What people write of an account, by field, as the values that its entry in the register takes."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from monitor.app.register import CONTACT, changed_contact
from monitor.model import Account, Platform, WechatKind
from monitor.parsing import naming, vocabulary
from monitor.registry import Registry

FIELDS = (
    "name", "platform", "wechat_kind", "unit", "platform_id", "supervisor", "opened_on", "filed",
    "status", "required", "url", "verified", "functions", "followers", "contact", "note",
)  # fmt: skip
TODAY = "今天"


def is_field(key: str) -> bool:
    """Say whether people may write *key*: a field, or a part of the contact (contact.name)."""
    head, _, part = key.partition(".")
    return head in FIELDS and (head == "contact") == (part in CONTACT)


def entry_values(
    given: Mapping[str, str], account: Account | None, today: date
) -> dict[str, str | Mapping[str, str] | None]:
    """Return the values of *given*; blank takes a field away, a contact's parts make one field."""
    values: dict[str, str | Mapping[str, str] | None] = {}
    parts: dict[str, str] = {}
    for key, written in given.items():
        text = written.strip()
        if key.endswith("_on") and text == TODAY:
            text = today.isoformat()
        head, _, part = key.partition(".")
        if head == "contact":
            parts[part] = text
        else:
            values[key] = text or None
    if parts:
        contact = account.contact if account else None
        values["contact"] = changed_contact(contact, parts, today) or None
    return values


def by_id(
    registry: Registry, values: Mapping[str, Any], account: Account | None = None
) -> dict[str, Any]:
    """Return *values* with the ids of the unit and the platform, where people wrote names.

    *account*: as it stands; on another platform it is of neither of WeChat's kinds. Raises
    RequestError where nobody knows the unit.
    """
    fields = dict(values)
    if unit := fields.get("unit"):
        fields["unit"] = naming.unit_id(unit, ((owner.id, owner.name) for owner in registry.units))
    if platform := fields.get("platform"):
        with suppress(ValueError):  # the register says what may stand there
            fields["platform"] = vocabulary.platform(platform).value
            if fields["platform"] != Platform.WECHAT:
                fields |= {"wechat_kind": None} if account and account.wechat_kind else {}
            elif (kind := vocabulary.wechat_kind(platform)) is not None:
                fields.setdefault("wechat_kind", kind.value)
    if kind := next((k for k in WechatKind if fields.get("wechat_kind") == k.label), None):
        fields["wechat_kind"] = kind.value
    return fields
