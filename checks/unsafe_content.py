"""An account must be safe (安全问题): one of three groups that veto, answered by a person.

Looks at
    The answers of people to the safety items of the checklist.

Fails when
    A person has answered one of them with no, and nobody has said yes since.

Abstains when
    Never: an item that nobody has looked at stands on the worklist and in the report's base.

Options
    ``basis`` (""): replaces the rule's own basis.
    ``document`` (""): the document, with its date, that sets these options.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor import checklist, clock
from monitor.model import Check, Finding, Rule, Snapshot
from monitor.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsafeContent(Check):
    """Explained in the module's own text, which is also its page in the manual."""

    rule: ClassVar[Rule] = Rule(
        code="S01",
        title="安全问题",
        basis="国办秘函〔2019〕19号：安全、泄密事故等严重问题，单项否决",
    )

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        for answer in checklist.current(snapshot.answers, snapshot.taken_at):
            if answer.item in checklist.SAFETY and not answer.good:
                note = f"：{clean(answer.note, 120)}" if answer.note else ""
                on = clock.show_day(answer.at)
                yield Finding(message=f"“{answer.item.label}”为否{note}（{on}{answer.by}核查）")
