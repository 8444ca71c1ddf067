"""An account must be safe (安全问题): one of three groups that veto, answered by a person.

Looks at
    The answers of people to the safety items of the checklist.

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
class UnsafeContent(Check):
    """Demands that an account is safe, by what a person found this quarter."""

    rule: ClassVar[Rule] = Rule(
        code=codes.UNSAFE_CONTENT,
        title="安全问题",
        basis="国办秘函〔2019〕19号：安全、泄密事故等严重问题，单项否决",
    )

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        items, now = checklist_rules.SAFETY, snapshot.taken_at
        yield from checklist_rules.faults(snapshot.answers, items, now, kind="unsafe_content")
