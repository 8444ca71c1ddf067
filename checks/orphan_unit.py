"""An account needs a unit that still exists (主体已撤并). A task for the office.

Looks at
    The register: the day on which the account's unit was abolished or merged.

Fails when
    That day has come and the account still stands in the unit's name: nobody answers for it.

Abstains when
    Never: the register is all it needs.

Options
    ``basis`` (""): replaces the rule's own basis.
    ``document`` (""): the document, with its date, that sets these options.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Check, Finding, Rule, Snapshot, clock, codes


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanUnit(Check):
    """Demands that the unit of an account still exists."""

    rule: ClassVar[Rule] = Rule(
        code=codes.ORPHAN_UNIT,
        title="主体已撤并",
        basis="国办发〔2018〕123号：开设、变更、关停、注销应向主管单位备案",
        advisory=True,
    )

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        unit = snapshot.account.unit
        if unit.abolished_on and unit.abolished_on <= clock.day(snapshot.taken_at):
            since = clock.show_day(clock.day_start(unit.abolished_on))
            yield Finding(
                kind="orphan_unit",
                about=unit.id,
                message=f"{unit.name}已于{since}撤并，请变更账号主体或注销账号，并向社会公告",
            )
