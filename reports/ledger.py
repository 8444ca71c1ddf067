"""The register as the office's ledger (台账), in its columns; ``accounts import`` reads it back."""

from collections.abc import Iterable, Mapping

from monitor.model import Account
from reports import xlsx
from reports.document_model import Cell, Column, Table

WIDTHS = {"id": 2.2, "name": 2.2, "unit": 2.6, "supervisor": 2.2, "functions": 2.6, "url": 3.2,
          "phone": 1.8, "status": 1.8, "note": 2.6}  # fmt: skip
LEFT = frozenset({"id", "name", "unit", "supervisor", "functions", "url", "note"})


def table(accounts: Iterable[Account], titles: Mapping[str, str]) -> Table:
    """Return the ledger; what is not known stays blank. *titles*: of the columns, in order."""
    columns = tuple(
        Column(
            title=title,
            width=WIDTHS.get(name, 1.4),
            align="left" if name in LEFT else "center",
        )
        for name, title in titles.items()
    )
    cells = map(_cells, accounts)
    rows = tuple(tuple(row[name] for name in titles) for row in cells)
    return Table(name="ledger", caption="政务新媒体台账", columns=columns, rows=rows)


def workbook(accounts: Iterable[Account], titles: Mapping[str, str]) -> bytes:
    """Return the ledger as a workbook."""
    return xlsx.render([table(accounts, titles)])


def _cells(account: Account) -> dict[str, Cell]:
    contact = account.contact
    filed = {True: "已备案", False: "未备案", None: ""}[account.filed]
    return {
        "id": account.id,
        "name": account.name,
        "platform": account.platform_label,
        "unit": account.unit.name,
        "platform_id": account.platform_id,
        "supervisor": account.supervisor,
        "opened_on": account.opened_on or "",
        "filed": filed,
        "verified": account.verified,
        "functions": account.functions,
        "followers": "" if account.followers is None else account.followers,
        "contact": contact.name if contact else "",
        "phone": contact.phone if contact else "",
        "status": account.status.label,
        "url": account.url,
        "note": account.note,
    }
