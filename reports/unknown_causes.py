"""Why accounts could not be judged, in the words of officials rather than of technicians."""

from collections.abc import Iterable

from monitor.figures import AccountFigures
from monitor.model import Named, codes
from monitor.model.outcome import Outcome


class Cause(Named):
    """One reason; the first that applies to an account is told."""

    CONTRADICTED = "contradicted", "平台提示与所见内容不一致"
    RENAMED = "renamed", "显示名称与登记名称不符"
    UNAUTHORIZED = "unauthorized", "平台授权未办理或者已失效"
    LIMITED = "limited", "平台限制访问"
    TECHNICAL = "technical", "监测技术原因"
    WAITING = "waiting", "检查时平台尚未提供数据"
    NOT_VIEWED = "not_viewed", "期末未查看"
    INSUFFICIENT = "insufficient", "所见内容不足以认定"
    UNREVIEWED = "unreviewed", "原有问题尚未复核"


SHORT = {  # as a narrow column has room for
    Cause.CONTRADICTED: "提示不符",
    Cause.RENAMED: "名称不符",
    Cause.UNAUTHORIZED: "授权失效",
    Cause.LIMITED: "平台限制",
    Cause.TECHNICAL: "技术原因",
    Cause.WAITING: "数据未出",
    Cause.NOT_VIEWED: "未查看",
    Cause.INSUFFICIENT: "所见不足",
    Cause.UNREVIEWED: "未复核",
}
BY_CHECK = {  # why a check abstains that needs no look at the posts
    codes.ABNORMAL_ACCOUNT: Cause.CONTRADICTED,
    codes.RENAMED_ACCOUNT: Cause.RENAMED,
    **dict.fromkeys(codes.ANSWERED, Cause.UNREVIEWED),
}
BY_OUTCOME = {  # all others are technical
    Outcome.AUTH_EXPIRED: Cause.UNAUTHORIZED,
    Outcome.AUTH_CONFIG: Cause.UNAUTHORIZED,
    Outcome.FORBIDDEN_CONFIG: Cause.UNAUTHORIZED,
    Outcome.AUTH_REQUIRED: Cause.LIMITED,
    Outcome.CHALLENGE: Cause.LIMITED,
    Outcome.RATE_LIMITED: Cause.LIMITED,
    Outcome.DEFERRED: Cause.WAITING,
    Outcome.EMPTY_AMBIGUOUS: Cause.INSUFFICIENT,
    Outcome.UNDATED: Cause.INSUFFICIENT,
    Outcome.IDENTITY_MISMATCH: Cause.RENAMED,
    Outcome.ACCOUNT_GONE: Cause.CONTRADICTED,
    Outcome.ACCOUNT_BLOCKED: Cause.CONTRADICTED,
    Outcome.ACCOUNT_MOVED: Cause.CONTRADICTED,
}


def cause_of(account: AccountFigures) -> Cause:
    """Return why *account* could not be judged at the closing look."""
    if codes.SILENT_ACCOUNT in account.abstained and account.tried:
        outcomes = {BY_OUTCOME.get(outcome, Cause.TECHNICAL) for _, outcome, _ in account.tried}
        return next(cause for cause in Cause if cause in outcomes)
    checks = [check for check in account.abstained if check in BY_CHECK]
    if checks and codes.SILENT_ACCOUNT not in account.abstained:
        return BY_CHECK[checks[0]]
    return Cause.INSUFFICIENT if account.looked_at_closing else Cause.NOT_VIEWED


def cause_keys(accounts: Iterable[AccountFigures]) -> frozenset[str]:
    """Return the reasons that apply to any of *accounts*, as templates ask for them."""
    return frozenset(cause_of(account).value for account in accounts)
