"""An account must answer the public, honestly (互动回应差): answered by a person.

Looks at
    The answers of people to the items on interaction of the checklist.

Fails when
    A person has answered one of them with no this quarter, and nobody has said yes since.

Abstains when
    A no of an earlier quarter stands and nobody has looked again. An item that was never checked
    does not make it abstain: it appears on the worklist.

Options
    ``basis`` (""): replaces the rule's own basis.
    ``document`` (""): the document, with its date, that sets these options.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Check, Finding, Rule, Snapshot, codes
from monitor.verdicts import checklist_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class PoorInteraction(Check):
    """Demands that an account answers the public, by what a person found this quarter."""

    rule: ClassVar[Rule] = Rule(
        code=codes.POOR_INTERACTION,
        title="互动回应差",
        basis="国办秘函〔2019〕19号：互动回应差，单项否决",
    )

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        items, now = checklist_rules.RESPONSE, snapshot.taken_at
        yield from checklist_rules.faults(snapshot.answers, items, now, kind="poor_interaction")
