"""An account must be filed in the national system (未备案). A task for the office.

Looks at
    The register's word on the filing (``accounts compare --save`` enters what the national
    system's export shows), and the state of the account's closing.

Fails when
    The register says that the account is not filed, that the system has it closed though it is
    alive here, that it was left out of the system, that a change waits to be filed, or that it
    was cancelled on its platform and the closing is not filed.

Abstains when
    The register does not say whether it is filed.

Options
    ``basis`` (""): replaces the rule's own basis.
    ``document`` (""): the document, with its date, that sets these options.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Check, Finding, Rule, Snapshot, Status, codes
from monitor.model.errors import CannotJudge

WAITING = {
    Status.UNLISTED: "漏报，请补办备案",
    Status.CHANGING: "已变更未报备，请办理变更备案",
    Status.CANCELLED: "已注销未报备，请办理关停备案",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfiledAccount(Check):
    """Demands that an account is filed in the national system."""

    rule: ClassVar[Rule] = Rule(
        code=codes.UNFILED_ACCOUNT,
        title="未备案",
        basis="国办发〔2018〕123号：开设、变更、关停、注销应向主管单位备案",
        advisory=True,
    )

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        account = snapshot.account
        if message := WAITING.get(account.status):
            yield Finding(kind=account.status.value, message=message)
        elif account.filed is False:
            message = "尚未在全国政务新媒体信息报送系统备案，或者备案已在系统中注销，请核实办理"
            yield Finding(kind="unfiled", message=message)
        elif account.filed is None:
            raise CannotJudge("名单没有写明是否备案")
