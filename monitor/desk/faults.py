"""What is wrong with a form, all told in one pass: sentences by the fields they stand beside."""

from monitor.model.errors import MonitorError

Faults = dict[str, str]
WHOLE = "form"  # stands for what is wrong with the whole of a form


def field_of(refused: MonitorError) -> str:
    """Return the field that a refusal speaks of, the whole form where it names none."""
    return getattr(refused, "field", "") or WHOLE
