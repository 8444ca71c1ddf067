"""One unit, one account on a platform (重复开设). A task for the office, no verdict on the account.

Looks at
    The register: the unit's other accounts on the same platform.

Fails when
    The unit has another account there that is judged and not cancelled, and no document allows
    either of them. An account that a document allows does not make the others duplicates, nor do
    WeChat's two kinds, 订阅号 and 服务号, where the register says of which kind each is.

Abstains when
    Never: the register is all it needs.

Options
    ``allowed`` (False): this account is an exception; ``document`` should say by which paper.
    ``basis`` (""): replaces the rule's own basis.
    ``document`` (""): the document, with its date, that allows the exception.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Account, Check, Finding, Platform, Rule, Snapshot, codes
from monitor.model.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateAccount(Check):
    """Demands that a unit has one account on a platform."""

    rule: ClassVar[Rule] = Rule(
        code=codes.DUPLICATE_ACCOUNT,
        title="重复开设",
        basis="国办发〔2018〕123号：一个单位原则上在同一平台只开设一个政务新媒体账号",
        advisory=True,
    )

    allowed: bool = False

    def __post_init__(self) -> None:
        if self.allowed and not self.document:
            raise ConfigError("allowed 须同时写明 document（批准文件）")

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        account = snapshot.account
        if account.duplicates and not self.allowed:
            yield Finding(
                kind="duplicate_account",
                about=account.unit.id,
                message=f"{account.unit.name}在{account.platform.label}另有账号"
                f" {_others(account)}，请整合，或在 policy 中写明批准文件{_kinds(account)}",
            )


def _others(account: Account) -> str:
    """Return which others there are: a few by their ids, and how many where there are more."""
    named = "、".join(account.duplicates)
    total = account.duplicates_total
    return f"{named} 等{total}个" if total > len(account.duplicates) else named


def _kinds(account: Account) -> str:
    """Return what to do where nobody said of which of WeChat's kinds the account is."""
    if account.platform is not Platform.WECHAT or account.wechat_kind is not None:
        return ""
    return "；一为订阅号、一为服务号的，请登记公众号类型（wechat_kind）"
