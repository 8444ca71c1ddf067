"""What a letter of rectification says of each kind of problem: the fault, the demand, the proof.

A kind is told by the codes and keys of checks, never by their sentences. A unit is asked for what
puts its own problem right: who wrote a wrong word is not told to post more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.cases.earlier_notices import EarlierNotice
from monitor.figures import AccountFigures, Figures, PeriodFinding
from monitor.model import ChecklistItem, Platform, State, Status, codes
from monitor.model.outcome import Outcome
from monitor.parsing.text import clean
from reports import template_filters
from reports.document_model import Column, Table, shown

BLANK = ""  # what the unit fills in
DOCUMENTS = {  # titles of what checks are based on, by the number of the document
    "国办秘函〔2019〕19号": "国务院办公厅秘书局关于印发政府网站与政务新媒体检查指标、"
    "监管工作年度考核指标的通知",
    "国办发〔2018〕123号": "国务院办公厅关于推进政务新媒体健康有序发展的意见",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What is asked of a unit for one kind of problem, and by what it proves that it was done."""

    demand: str
    proof: str


RESUME = Wording(
    "恢复正常更新，明确专人负责，此后更新间隔不超过{max_days}天；确实无力保障、确无必要保留的，"
    "按程序关停注销并备案",
    "恢复更新后的内容链接",
)
REVIVE = Wording(
    "对该账号是否保留作出决定：保留的，立即恢复更新并明确专人负责，此后更新间隔不超过{max_days}天；"
    "不保留的，按程序关停注销并备案",
    "恢复更新后的内容链接或者关停注销的证明",
)
CLOSE = Wording(
    "该账号已列入关停，请发布停更公告，办结平台注销，并及时办理关停备案",
    "停更公告、平台注销和关停备案的证明",
)
FILE_CLOSING = Wording("该账号已在平台注销，请及时办理关停备案", "关停备案的证明")
OTHER = Wording("立即整改上述问题，举一反三，防止再次发生", "整改后的页面截图")

BY_ITEM: Mapping[ChecklistItem, tuple[str, Wording]] = {  # the fault, where a person said no
    ChecklistItem.WORDING: (
        "存在严重表述错误",
        Wording(
            "立即更正或者删除有关内容，举一反三，对已发布内容全面自查，严格执行信息发布审核制度",
            "更正前后的页面截图",
        ),
    ),
    ChecklistItem.SECRETS: (
        "存在泄露国家秘密的情况",
        Wording(
            "立即删除有关内容，按照保密工作有关规定报告和处置，对已发布内容全面自查，"
            "严格执行保密审查制度",
            "处置情况说明",
        ),
    ),
    ChecklistItem.LINKS: (
        "存在发布、链接反动、暴力、色情等内容的情况",
        Wording(
            "立即删除有关内容和链接，对账号简介、菜单和已发布内容中的链接全面排查",
            "处置前后的页面截图",
        ),
    ),
    ChecklistItem.OPINION: (
        "因发布内容不当引发严重负面舆情",
        Wording(
            "立即更正或者删除有关内容，妥善回应处置，按规定报告，严格执行信息发布审核制度",
            "处置情况说明",
        ),
    ),
    ChecklistItem.INTERACTION: (
        "未提供有效互动功能，或者互动功能不能正常使用",
        Wording("开通并维护留言、评论等互动功能，明确专人答复群众留言", "互动功能的页面截图"),
    ),
    ChecklistItem.HONESTY: (
        "存在购买粉丝、强制点赞等弄虚作假行为",
        Wording("立即停止有关做法，清理不实数据，并说明情况", "处置情况说明"),
    ),
}
BY_OUTCOME: Mapping[str, Wording] = {  # what the platform says of an abnormal account
    Outcome.ACCOUNT_GONE.value: Wording(
        "说明账号注销或者无法查看的原因；已经关停的，办理关停备案；继续使用的，恢复账号并核对名单登记",
        "账号页面截图或者备案证明",
    ),
    Outcome.ACCOUNT_BLOCKED.value: Wording(
        "查明账号被平台封禁的原因并整改，联系平台恢复正常使用", "恢复后的账号页面截图"
    ),
    Outcome.ACCOUNT_MOVED.value: Wording(
        "办理账号变更备案，并报送新账号的名称和链接", "变更备案的证明"
    ),
}
BY_FILING: Mapping[str, tuple[str, Wording]] = {  # what the register itself tells of the filing
    Status.UNLISTED.value: (
        "未纳入全国政务新媒体信息报送系统",
        Wording("补办账号备案", "备案证明"),
    ),
    Status.CHANGING.value: (
        "账号信息已变更，尚未办理变更备案",
        Wording("办理账号变更备案", "变更备案的证明"),
    ),
    Status.CANCELLED.value: ("已在平台注销，尚未办理关停备案", FILE_CLOSING),
    "unfiled": (
        "在全国政务新媒体信息报送系统中没有有效备案",
        Wording("补办账号备案", "备案证明"),
    ),
}
MERGE = Wording(
    "整合在同一平台重复开设的账号；确需同时保留的，报送批准文件", "整合情况说明或者批准文件"
)


def wording_of(problem: PeriodFinding, account: AccountFigures) -> Wording:
    """Return what is asked of the unit for *problem* of *account*."""
    status = account.account.status
    if problem.check == codes.SILENT_ACCOUNT:
        if status in (Status.CLOSING, Status.FROZEN):
            return CLOSE
        if status is Status.CANCELLED:
            return FILE_CLOSING
        return REVIVE if account.state in (State.ZOMBIE, State.EMPTY) else RESUME
    if problem.check == codes.ABNORMAL_ACCOUNT:
        if problem.kind == Outcome.ACCOUNT_GONE and status in (Status.FROZEN, Status.CANCELLED):
            return FILE_CLOSING
        return BY_OUTCOME.get(problem.kind, OTHER)
    if problem.check in codes.ANSWERED and problem.about in BY_ITEM:
        return BY_ITEM[ChecklistItem(problem.about)][1]
    if problem.check == codes.UNFILED_ACCOUNT and problem.kind in BY_FILING:
        return BY_FILING[problem.kind][1]
    return MERGE if problem.check == codes.DUPLICATE_ACCOUNT else OTHER


def phrases(
    accounts: Sequence[AccountFigures], figures: Figures, earlier: Sequence[EarlierNotice] = ()
) -> dict[str, Any]:
    """Return what the template of a letter may name besides what every document may."""
    return {
        "problems": problems(accounts),
        "grounds": grounds(accounts, figures),
        "checked": checked(accounts),
        "repeated": repeated(earlier),
        "demands": demands(accounts, figures),
        "proofs": proofs(accounts),
        "objections": objections(accounts),
    }


def problems(accounts: Iterable[AccountFigures]) -> tuple[str, ...]:
    """Return a sentence on each account: its name, its platform, what is wrong with it."""
    return tuple(map(template_filters.notice, accounts))


def grounds(accounts: Sequence[AccountFigures], figures: Figures) -> str:
    """Return what the problems are based on, each document once, with its title."""
    by_document: dict[str, dict[str, None]] = {}
    for _, basis in template_filters.bases_of(accounts, figures):
        number, sign, clause = basis.partition("：")
        known = DOCUMENTS.get(number) if sign else None
        document = f"《{known}》（{number}）：" if known else ""
        by_document.setdefault(document, {})[clause if known else basis] = None
    parts = (document + "；".join(clauses) for document, clauses in by_document.items())
    return "；".join(part.rstrip("。") for part in parts)


def demands(accounts: Sequence[AccountFigures], figures: Figures) -> tuple[str, ...]:
    """Return what is asked for, each demand once; of which accounts, where not of all."""
    asked: dict[str, dict[str, None]] = {}
    for account in accounts:
        for problem in account.problems:
            names = asked.setdefault(wording_of(problem, account).demand, {})
            names[_quoted(account)] = None
    days = figures.limits.get("max_days", 14)
    return tuple(
        ("" if len(names) == len(accounts) else f"账号{''.join(names)}：")
        + demand.format(max_days=days)
        + "。"
        for demand, names in asked.items()
    )


def proofs(accounts: Iterable[AccountFigures]) -> str:
    """Return what the unit sends along to prove what it has done."""
    every = dict.fromkeys(wording.proof for wording in _wordings(accounts))
    return next(iter(every)) if len(every) == 1 else "有关证明材料"


def objections(accounts: Iterable[AccountFigures]) -> str:
    """Return by what a unit shows that the office is wrong."""
    every = (problem.check for account in accounts for problem in account.problems)
    if codes.SILENT_ACCOUNT in every:
        return "近期发布内容的链接、账号页面截图等材料"
    return "有关内容的页面截图、情况说明等材料"


def repeated(earlier: Sequence[EarlierNotice]) -> str:
    """Return which notice this is to the unit, empty where it is the first."""
    if not earlier:
        return ""
    last = earlier[-1]
    names = "".join(f"“{clean(name)}”" for name in last.accounts)
    ordinal = template_filters.numeral(len(earlier) + 1)
    day = shown(last.on, 0)
    return f"近一年内，已于{day}就账号{names}的问题通知你单位整改，本次为第{ordinal}次。"


def receipt(accounts: Sequence[AccountFigures]) -> Table:
    """Return the form on which the unit answers (回执)."""
    names = "、".join(
        f"{_quoted(account)}（{Platform(account.account.platform).label}）" for account in accounts
    )
    silent = any(wording in (RESUME, REVIVE) for wording in _wordings(accounts))
    link = "最新内容链接" if silent else "整改后页面链接"
    return Table(
        name="receipt",
        caption="整改情况回执",
        columns=(
            Column(title="项目", width=1.0),
            Column(title="填写内容", width=3.4, align="left"),
        ),
        rows=(
            ("账号", names),
            ("整改措施", BLANK),
            ("完成时间", "　　　　年　　月　　日"),
            (link, BLANK),
            ("所附材料", proofs(accounts)),
            ("联系人及电话", BLANK),
            ("负责人签字", BLANK),
            ("单位盖章", "（盖章）　　　　　　年　　月　　日"),
        ),
    )


def checked(accounts: Iterable[AccountFigures]) -> str:
    """Return up to when the problems were seen."""
    seen = template_filters.last_seen(accounts)
    return f"以上情况截至{seen}。" if seen else ""


def _wordings(accounts: Iterable[AccountFigures]) -> tuple[Wording, ...]:
    return tuple(wording_of(p, account) for account in accounts for p in account.problems)


def _quoted(account: AccountFigures) -> str:
    return f"“{clean(account.account.name)}”"
