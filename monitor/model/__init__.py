"""The nouns, as frozen values; no input or output. One name each, as in the design."""

from monitor.model.judging import (
    Assessment,
    Check,
    Finding,
    Incident,
    Inspection,
    Result,
    Rule,
    Run,
    Snapshot,
)
from monitor.model.looks import Answer, EvidenceRef, Gap, Observation, Post, Reading, Window
from monitor.model.register import Account, Closing, Contact, Jurisdiction, Options, Unit
from monitor.model.sets import Item, Named, Platform, Precision, State, Status, Verdict

__all__ = [
    "Account",
    "Answer",
    "Assessment",
    "Check",
    "Closing",
    "Contact",
    "EvidenceRef",
    "Finding",
    "Gap",
    "Incident",
    "Inspection",
    "Item",
    "Jurisdiction",
    "Named",
    "Observation",
    "Options",
    "Platform",
    "Post",
    "Precision",
    "Reading",
    "Result",
    "Rule",
    "Run",
    "Snapshot",
    "State",
    "Status",
    "Unit",
    "Verdict",
    "Window",
]
