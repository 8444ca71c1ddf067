"""A table that people filled in, .xlsx or .csv: which column is which, and each cell as text.

Offices' tables have a merged title above the heads, heads in other words, dates as dates, as
text and as serial numbers, and formulas. Here everything becomes text with its place; what a
text means is its reader's affair.
"""

from monitor.parsing.tables.files import has_pictures, saved_at
from monitor.parsing.tables.rows import NoHeads, Sheet, SheetRow, is_foot, read

__all__ = ["NoHeads", "Sheet", "SheetRow", "has_pictures", "is_foot", "read", "saved_at"]
