"""What the register says of an account, in words."""

from collections.abc import Iterator

from monitor.model import Account
from monitor.parsing.text import clean
from reports.formatting import source

LONGEST = 200  # characters of one value


def entry(account: Account) -> tuple[tuple[str, str], ...]:
    """Return titles and words, only of what is registered."""
    return tuple((title, clean(words, LONGEST)) for title, words in _all(account) if words)


def _all(account: Account) -> Iterator[tuple[str, str]]:
    yield "标识", account.id
    yield "平台", account.platform_label
    yield "平台账号", account.platform_id
    yield "主办单位", account.unit.name
    yield "主管单位", account.supervisor
    yield "名单状态", account.status.label
    yield "开设日期", account.opened_on.isoformat() if account.opened_on else ""
    yield "全国系统备案", {True: "已备案", False: "未备案", None: ""}[account.filed]
    yield "认证情况", account.verified
    yield "功能", account.functions
    yield "粉丝数", str(account.followers) if account.followers is not None else ""
    yield "负责人", account.contact.name if account.contact else ""
    yield "主页", account.url
    kinds = dict.fromkeys(source(outline.kind) for outline in account.outlines)
    yield "查看方式", "、".join(kinds) or "人工查看"
    yield "备注", account.note
