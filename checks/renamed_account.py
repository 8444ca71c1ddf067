"""An account must show the name it is registered under (名称不符).

Looks at
    The names that the platforms show, as each source tells them.

Fails when
    Never: another name may be a renaming, or a wrong id in the register; a person must say which.

Abstains when
    A platform shows another name than the registered one. Width, spaces and invisible
    characters make no difference.

Options
    ``basis`` (""): replaces the rule's own basis.
    ``document`` (""): the document, with its date, that sets these options.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Check, Finding, Rule, Snapshot, State, codes
from monitor.model.errors import CannotJudge
from monitor.model.outcome import Outcome
from monitor.parsing.text import clean, same_name


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamedAccount(Check):
    """Demands that an account shows the name it is registered under."""

    rule: ClassVar[Rule] = Rule(
        code=codes.RENAMED_ACCOUNT,
        title="名称不符",
        basis="国办发〔2018〕123号：开设、变更、关停、注销应向主管单位备案",
    )

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        shown = _other(snapshot)
        if shown:
            raise CannotJudge(
                f"平台显示名称为“{clean(shown)}”，与登记名称“{clean(snapshot.account.name)}”不符，"
                "请核实是否更名或标识登记有误；确已更名的，请办理变更备案并修改名单"
            )
        yield from ()

    def state(self, snapshot: Snapshot) -> State | None:
        return State.ABNORMAL if _other(snapshot) else None


def _other(snapshot: Snapshot) -> str:
    """Return the first name shown that is not the registered one, empty where all agree."""
    others = (
        name for _, name in snapshot.shown_names if not same_name(name, snapshot.account.name)
    )
    messages = (gap.message for _, gap in snapshot.gaps if gap.outcome is Outcome.IDENTITY_MISMATCH)
    return next(others, "") or next(messages, "")
