"""Words like ``field=value`` as the fields of an account."""

from collections.abc import Mapping, Sequence

import click

from monitor.app.entry_values import FIELDS, entry_values, is_field
from monitor.model import Account, clock


def pairs(
    assignments: Sequence[str], account: Account | None
) -> dict[str, str | Mapping[str, str] | None]:
    """Read ``field=value``; the parts of a contact make one field."""
    given: dict[str, str] = {}
    for pair in assignments:
        key, sign, value = pair.partition("=")
        if not sign or not is_field(key):
            names = "、".join(field for field in FIELDS if field != "contact")
            raise click.UsageError(f"{pair}：应写成 字段=值，字段可为 {names}、contact.name 等。")
        given[key] = value
    return entry_values(given, account, clock.day(clock.now()))
