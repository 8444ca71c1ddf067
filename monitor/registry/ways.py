"""How a person does what a refusal asks for: by a command's options, or on the desk's pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Words that end a sentence, by what is to be done.

    *closing*, *merging*: how these are entered; *adding*, *altering*: how an account or its unit.
    """

    reason: str
    closing: str
    merging: str
    adding: str
    altering: str
    new_unit: str
    strictly: str
    unit_kind: str


# what stands beside the boxes of the page by which a ledger is sent
ADD_UNITS = "一并增加名单中没有的单位"
STRICT = "有一格无法识别的，也全部不导入"

COMMANDS = Ways(
    reason="用 --reason 说明",
    closing="用 accounts close 登记",
    merging="用 accounts merge 登记",
    adding="用 accounts add 增加",
    altering="用 accounts set 登记",
    new_unit="可加 --add-units",
    strictly="加 --strict 的",
    unit_kind="在名单的 units: 中写明 kind",
)
PAGES = Ways(
    reason="在“原因”栏说明",
    closing="在下面的“关停注销”登记",
    merging="在下面的“整合”登记",
    adding="在“新增账号”页增加",
    altering="在该账号的登记页修改",
    new_unit=f"可勾选“{ADD_UNITS}”",
    strictly=f"勾选“{STRICT}”的",
    unit_kind="由管理本机的人员在名单文件中补写",
)
