"""All accounts by unit with their codes, to be printed and hung up in a service hall."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from monitor.model import Account, Platform, Unit
from reports.html_environment import environment, qr


def page(accounts: Sequence[Account], units: Iterable[Unit], title: str) -> str:
    """Return the board as one self-contained page; accounts without an address have no code.

    The *units* follow one another as in the register, which is how the office ranks them.
    """
    ranks = {unit.id: rank for rank, unit in enumerate(units)}
    platforms = list(Platform)
    ordered = sorted(
        accounts,
        key=lambda account: (ranks[account.unit.id], platforms.index(account.platform), account.id),
    )
    shown = [
        (
            members[0].unit.name,
            [{"name": a.name, "platform": a.platform.label, "qr": qr(a.url)} for a in members],
        )
        for members in (
            list(group) for _, group in groupby(ordered, key=lambda account: account.unit.id)
        )
    ]
    return environment().get_template("qrboard.html").render(title=title, units=shown)
