"""What is wrong with a form, all told in one pass: sentences by the fields they stand beside."""

from datetime import date

from monitor.model.errors import MonitorError
from monitor.parsing.dates.typed import typed_day

Faults = dict[str, str]
WHOLE = "form"  # stands for what is wrong with the whole of a form


def field_of(refused: MonitorError) -> str:
    """Return the field that a refusal speaks of, the whole form where it names none."""
    return getattr(refused, "field", "") or WHOLE


def day_in(text: str, name: str, faults: Faults, today: date) -> date | None:
    """Return the day that *text* means, typed in the field *name*; None where
    it means none, which is a fault.

    An empty field means no day and is no fault.
    """
    try:
        return typed_day(text, today) if text.strip() else None
    except ValueError as wrong:
        faults[name] = str(wrong)
        return None
