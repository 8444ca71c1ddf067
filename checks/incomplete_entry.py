"""The register must be whole and its contacts alive (登记不全). A task for the office.

Looks at
    The account's entry in the register, and when its contact was last confirmed.

Fails when
    What the office asks for is missing, or nobody has confirmed the contact for too long, or
    ever: a contact who left without handing over is a named cause of zombies.

Abstains when
    Never: the register is all it needs.

Options
    ``contact`` (False): an entry must name its contact.
    ``opened`` (True): an entry must say when the account was opened.
    ``confirm_months`` (6): after so many months a contact must be confirmed again.
    ``basis`` (""): replaces the rule's own basis.
    ``document`` (""): the document, with its date, that sets these options.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from monitor.model import Check, Finding, Rule, Snapshot, clock, codes
from monitor.model.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class IncompleteEntry(Check):
    """Demands that an account's entry in the register is whole and its contact reachable."""

    rule: ClassVar[Rule] = Rule(
        code=codes.INCOMPLETE_ENTRY,
        title="登记不全",
        basis="本单位工作要求：账号登记信息完整，负责人变动及时更新",
        advisory=True,
    )

    contact: bool = False
    opened: bool = True
    confirm_months: int = 6

    def __post_init__(self) -> None:
        if self.confirm_months < 1:
            raise ConfigError("confirm_months 须不小于 1")

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        account = snapshot.account
        missing = []
        if self.opened and account.opened_on is None:
            missing.append("开设日期")
        if self.contact and account.contact is None:
            missing.append("负责人")
        if missing:
            message = f"名单缺少{'、'.join(missing)}，请补登"
            yield Finding(kind="incomplete_entry", message=message)
        if account.contact is None:
            return
        confirmed = account.contact.confirmed_on
        if confirmed is None:
            message = "负责人尚未核实过，请确认是否由其负责并登记核实日期"
            yield Finding(kind="never_confirmed", about="contact", message=message)
        else:
            if self.is_over(confirmed, clock.day(snapshot.taken_at)):
                since = clock.show_day(clock.day_start(confirmed))
                message = f"负责人自{since}以来未核实，请确认是否仍由其负责"
                yield Finding(kind="confirmation_expired", about="contact", message=message)

    def is_over(self, confirmed: date, today: date) -> bool:
        """Say whether the term is over; on its last day, or a shorter month's, it is not yet."""
        months = (today.year - confirmed.year) * 12 + today.month - confirmed.month
        return (months, today.day) > (self.confirm_months, confirmed.day)
