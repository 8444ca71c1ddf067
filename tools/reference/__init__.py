"""The reference: pages of the documents that the program itself writes.

``make docs-reference`` writes them anew; a test compares them with what the program says now.
"""

from tools.reference import checks, commands, register, shapes, sources, tables
from tools.reference.office import Office


def pages(office: Office) -> dict[str, str]:
    """Return every generated page by its path below docs/."""
    return {
        "reference/commands.md": commands.page(),
        "reference/accounts.md": register.page(),
        **{f"reference/{path}": text for path, text in checks.pages().items()},
        "reference/sources.md": sources.page(),
        "reference/json.md": shapes.page(office),
        "reference/database.md": tables.page(),
    }
