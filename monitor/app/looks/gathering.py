"""Looks through single sources, put together to what an account showed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from monitor.app.looks.errands import Assignment, SourceLook
from monitor.app.looks.look_runner import LookResult
from monitor.model import Account
from monitor.sources import labels


@dataclass(slots=True, kw_only=True)
class _Open:
    """An account under way: what it showed before, and what its sources have shown by now."""

    account: Account
    wanted: int
    earlier: LookResult | None = None
    looks: dict[str, SourceLook] = field(default_factory=dict)


class Gathering:
    """The accounts under way."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._accounts = {account.id: account for account in accounts}
        self._open: dict[str, _Open] = {}

    def begin(self, looked: LookResult, wanted: int) -> None:
        """Await *wanted* examinations of what *looked* showed."""
        id = looked.account.id
        self._open[id] = _Open(account=looked.account, wanted=wanted, earlier=looked)

    def add(self, assignment: Assignment, look: SourceLook) -> LookResult | None:
        """Add what *assignment* gave; return the result of its account where that is whole."""
        id = assignment.account
        if id not in self._open:
            account = self._accounts[id]
            self._open[id] = _Open(account=account, wanted=len(account.sources))
        here = self._open[id]
        here.looks[assignment.label] = look
        if len(here.looks) < here.wanted:
            return None
        del self._open[id]
        return _whole(here)


def _whole(here: _Open) -> LookResult:
    """Return the looks in the order of the register, examinations after what they examine."""
    order = [label for label, _ in labels(here.account.sources)]
    looks = [here.looks[label] for label in order if label in here.looks]
    observations = tuple(look.observation for look in looks)
    validators = tuple(validator for look in looks for validator in look.validators)
    if here.earlier is None:
        return LookResult(account=here.account, observations=observations, validators=validators)
    return LookResult(
        account=here.account,
        observations=(*here.earlier.observations, *observations),
        validators=(*here.earlier.validators, *validators),
        examined=True,
    )
