"""The filters of the templates: what a template may make of accounts, cases and numbers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from monitor.figures import AccountFigures
from monitor.parsing.text import few
from reports import problem_phrases, rechecks, template_filters, unknown_causes
from reports.names import named, with_unit

FEWEST = 8  # accounts that could not be judged: so many are named, of more the annex tells


def having(accounts: Sequence[AccountFigures], check: str) -> tuple[AccountFigures, ...]:
    """Return the accounts with a problem of *check*."""
    return tuple(account for account in accounts if any(p.check == check for p in account.problems))


def causes(accounts: Sequence[AccountFigures], see: str = "", *, of_many: bool = False) -> str:
    """Return the accounts by the reason why they could not be judged, the commonest first.

    *see*: where the names stand, if there are too many for a sentence. *of_many*: counties, so
    that the name of an account alone does not tell whose it is.
    """
    groups: dict[unknown_causes.Cause, list[str]] = {}
    for account in accounts:
        groups.setdefault(unknown_causes.cause_of(account), []).append(
            with_unit(account.account) if of_many else named(account.account)
        )
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    if see and len(accounts) > FEWEST:
        return (
            "、".join(f"{cause.label}{len(names)}个" for cause, names in ordered) + f"，名单见{see}"
        )
    return "；".join(
        f"{cause.label}{len(names)}个（{few(names, FEWEST)}）" for cause, names in ordered
    )


FILTERS: Mapping[str, Callable[..., Any]] = {
    **template_filters.FILTERS,
    **{
        function.__name__: function
        for function in (
            having, causes, problem_phrases.cases, problem_phrases.cases_of_many,
            rechecks.outcomes, rechecks.outcomes_of, rechecks.outcomes_of_many,
            rechecks.unsettled, rechecks.rectification,
        )
    },
}  # fmt: skip
