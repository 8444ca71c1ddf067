"""The fields of an entry as a form shows them: what stands there, what may, what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.app import change_words
from monitor.app.change_words import ALL_TITLES
from monitor.model import Account, Platform, Status, WechatKind
from monitor.registry import Registry
from monitor.registry.lifecycle import BY_STEPS, STEPS

Choices = tuple[tuple[str, str], ...]
DAY = "如 2016-05-01"
FLAGS: Choices = (("", "未登记"), ("true", "已备案"), ("false", "未备案"))
REQUIRED = frozenset({"name", "platform", "unit"})
PART = "contact."


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryField:
    """One field of a form. *choices*: all that may stand there, none where it is typed."""

    name: str
    title: str
    hint: str = ""
    choices: Choices = ()
    is_long: bool = False


HINTS = {
    "name": "平台上显示的名称",
    "wechat_kind": "微信公众号填写",
    "platform_id": "微信号、抖音号、UID 等",
    "opened_on": DAY,
    "status": "关停、整合在下面登记",
    "required": "每次抽查都查",
    "url": "账号主页的网址",
    "verified": "如 已认证",
    "functions": "如 信息发布、互动交流",
    "followers": "整数",
    "contact.phone": "不写入任何报告",
    "contact.confirmed_on": f"{DAY}，或 今天",
}
OTHERS = {
    "id": "账号标识",
    "reason": "原因",
    "into": "整合到",
    "on": "整合日期",
    **{name: f"{word}日期" for name, (_, word) in STEPS.items()},
}
NAMES = (
    "name", "platform", "wechat_kind", "unit", "platform_id", "url", "status", "opened_on",
    "filed", "required", "contact.name", "contact.phone", "contact.confirmed_on", "supervisor",
    "verified", "functions", "followers", "note",
)  # fmt: skip


def entry_fields(registry: Registry, account: Account | None) -> tuple[EntryField, ...]:
    """Return the fields of *account*'s form, of a new account's where it is None."""
    choices = _choices(registry, account)
    return tuple(
        EntryField(
            name=name,
            title=title_of(name),
            hint="" if (name, account) == ("status", None) else HINTS.get(name, ""),
            choices=choices.get(name, ()),
            is_long=name == "note",
        )
        for name in NAMES
    )


def title_of(name: str) -> str:
    """Return what people call the field *name*."""
    return ALL_TITLES["contact" if name == f"{PART}name" else name.removeprefix(PART)]


def caption(name: str) -> str:
    """Return what stands above a field of any form of the register."""
    return OTHERS.get(name) or title_of(name)


def state_of(account: Account) -> dict[str, str]:
    """Return what stands in the fields of *account*, and how far its closing has come."""
    contact = account.contact
    texts = {name: str(getattr(account, name) or "") for name in NAMES if PART not in name}
    texts |= {
        "unit": account.unit.id,
        "filed": "" if account.filed is None else str(account.filed).lower(),
        "required": "true" if account.required else "",
        "followers": "" if account.followers is None else str(account.followers),
    }
    for part in ("name", "phone", "confirmed_on"):
        texts[f"{PART}{part}"] = str(getattr(contact, part) or "") if contact else ""
    ended = (change_words.closing_days(account.closing), account.merged_into)
    texts["closing"] = "，".join(filter(None, ended))
    return {name: flat(text, name) for name, text in texts.items()}


def flat(text: str, name: str) -> str:
    """Return *text* as a form sends it back: a field of one line has no line ends."""
    if name == "note":
        return "\n".join(text.splitlines()).strip()
    return " ".join(text.split())


def was_in(form: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Return what stood in the fields when *form* was opened."""
    return {name: flat(form.get(f"was-{name}", text), name) for name, text in now.items()}


def shown(name: str, text: str, registry: Registry) -> str:
    """Return a value in people's words, for a table."""
    units = {unit.id: unit.name for unit in registry.units}
    known = {value: label for value, label in _choices(registry, None).get(name, ()) if value}
    return units.get(text, text) if name == "unit" else known.get(text, text)


def _choices(registry: Registry, account: Account | None) -> dict[str, Choices]:
    status = account.status if account else Status.ACTIVE
    statuses = [each for each in Status if each not in BY_STEPS or each is status]
    blank: Choices = (("", "请选择"),) if account is None else ()
    return {
        "platform": blank + tuple((each.value, each.label) for each in Platform),
        "wechat_kind": (("", "未登记"), *((each.value, each.label) for each in WechatKind)),
        "unit": blank + tuple((unit.id, unit.name) for unit in registry.units),
        "status": tuple((each.value, each.label) for each in statuses),
        "filed": FLAGS,
        "required": (("", "否"), ("true", "是")),
    }
