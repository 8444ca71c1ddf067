"""A login portal of our own network in place of the sources: one incident of ours. Pure."""

from collections.abc import Iterable, Set

from monitor.model import Assessment, Incident
from monitor.model.outcome import Outcome, Portal
from monitor.verdicts.assessment import unseen

REMEDY = "请先在本机浏览器中完成上网认证，再次查看"
SHARED_BY = 2  # accounts, at least, that were shown its portal


def incident(assessments: Iterable[Assessment]) -> tuple[tuple[Incident, ...], Set[str]]:
    """Return the incident of a network that demands a login, and its login pages.

    A page is our network's where it says so, or where several hosts answered with the very same.
    """
    shown: dict[str, list[tuple[Portal, str]]] = {}
    for assessment in assessments:
        for _, gap in assessment.gaps if unseen(assessment) else ():
            if gap.portal is not None:
                shown.setdefault(gap.portal.page, []).append((gap.portal, assessment.account.id))
    pages = {page for page, portals in shown.items() if _is_own({portal for portal, _ in portals})}
    ids = {id for page in pages for _, id in shown[page]}
    if len(ids) < SHARED_BY:
        return (), frozenset()
    message = f"本机网络需要认证：{len(ids)}个账号的来源均返回登录或上网认证页面，{REMEDY}"
    accounts = tuple(sorted(ids))
    ours = Incident(platform=None, outcome=Outcome.NETWORK, accounts=accounts, message=message)
    return (ours,), pages


def _is_own(shown: Set[Portal]) -> bool:
    """Say whether one page, as it came from some hosts, is the portal of our own network."""
    return any(portal.network for portal in shown) or len({portal.host for portal in shown}) > 1
