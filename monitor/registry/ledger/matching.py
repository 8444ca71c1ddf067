"""What makes an account of the register and a row of somebody's table the same."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from monitor.model import Account, Contact, Platform
from monitor.parsing import vocabulary
from monitor.parsing.tables import Sheet, SheetRow, is_foot
from monitor.parsing.tables.cells import blank
from monitor.parsing.text import joined, name_key
from monitor.registry.edit.scalars import Value

Key = tuple[Platform, str, str]  # platform, name as people compare names, whose where not ours


def filled(given: Sheet) -> Iterator[SheetRow]:
    """Yield the rows without the dashes that mark blank cells."""
    for row in given.rows:
        cells = {field: "" if blank(text) else text for field, text in row.cells.items()}
        if any(cells.values()):
            yield replace(row, cells=cells)


def row_key(row: SheetRow, platform: Platform) -> Key:
    """Return the key of a row's account: 百家号 and 搜狐号 are both 其他 as platforms."""
    return platform, name_key(row["name"]), vocabulary.elsewhere(row["platform"])


def account_key(account: Account) -> Key:
    """Return the key of *account*, whose note begins with a platform of 其他."""
    other = account.platform is Platform.OTHER
    other_name = vocabulary.elsewhere(account.note.partition("；")[0]) if other else ""
    return account.platform, name_key(account.name), other_name


def has(account: Account, key: str, value: Value | None) -> bool:
    """Say whether *account* has that value already."""
    if key == "unit":
        return account.unit.id == value
    if key == "contact" and isinstance(value, Mapping):
        contact = account.contact
        return contact is not None and all(_answers(contact, k, v) for k, v in value.items())
    if key == "note" and isinstance(value, str):
        return "".join(account.note.split()) == "".join(value.split())
    current = getattr(account, key)
    shown = (
        ("true" if current else "false")
        if isinstance(current, bool)
        else " ".join(str(current).split())
    )
    return current is not None and shown == value


def _answers(contact: Contact, key: str, value: str) -> bool:
    current = str(getattr(contact, key))
    if key == "name":
        return joined(current) == value
    with suppress(ValueError):
        current = vocabulary.phone(current)
    return current == value


def shows(account: Account, key: str, text: str) -> bool:
    """Say whether the register has just that text there: odd perhaps, but no change."""
    contact = account.contact
    if key in ("contact", "phone"):
        return contact is not None and text == (contact.name if key == "contact" else contact.phone)
    return text == str(getattr(account, key))


def is_account(row: SheetRow, required: Iterable[str]) -> bool:
    """Say whether a row that begins like a foot is an account after all."""
    if is_foot(row["name"]):
        return all(row[name] for name in required)
    return bool(row["name"] and (row["platform"] or row["unit"]))
