"""Look at one account through all its sources, in a worker; whatever fails costs one gap."""

import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.http.client import Client, Look
from monitor.model import Account, Gap, Observation, Reading, Validator
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.parsing.text import storable
from monitor.sources import Source, hosts_of, labels, sandbox
from monitor.system.redact import Scrubber
from monitor.system.secret_names import names_in
from monitor.system.secrets import Keys
from monitor.verdicts.storable import Hide, normalized

log = logging.getLogger(__name__)

HANGS = "读取应答长时间没有结束，已停止等待，不据此作任何结论"
NOT_REACHED = "该账号前一来源的应答读取没有结束，本来源未能查看"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookResult:
    """What looking at one account gave: an observation a source, never fewer.

    *examined*: the windows that were about to condemn have been examined, each by a further
    observation.
    """

    account: Account
    observations: tuple[Observation, ...]
    validators: tuple[Validator, ...] = ()
    examined: bool = False


@dataclass(slots=True, kw_only=True)
class PendingLook:
    """A look under way, with its observations so far.

    *earlier*: what is being examined. *looks*: through which sources, the last of them at work.
    """

    account: Account
    earlier: LookResult | None = None
    looks: list[Look] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    _turns: int = 0
    _idle: int = 0

    def idle_turns(self) -> int:
        """Return for how many turns one answer has been read, in this process.

        Not the time: a program that was halted meanwhile has not been reading.
        """
        look = self.looks[-1] if self.looks else None
        same = look is not None and not look.away and look.turns == self._turns
        self._idle = self._idle + 1 if same else 0
        self._turns = look.turns if look is not None else 0
        return self._idle


def look_at(
    account: Account, client: Client, keys: Keys, flight: PendingLook | None = None
) -> LookResult:
    """Look through every source of *account*; a source that fails hinders no other."""
    flight = flight or PendingLook(account=account)
    validators: list[Validator] = []
    for label, source in labels(account.sources):
        look = client.look(account.id, label, hosts_of(source))
        flight.looks.append(look)
        reading = read(source, look, keys)
        reading = replace(reading, current_at=reading.current_at or look.current_at)
        flight.observations.append(observed(account, label, look, reading))
        validators.extend(map(valid, look.validators))
    seen = tuple(flight.observations)
    return LookResult(account=account, observations=seen, validators=tuple(validators))


def given_up(flight: PendingLook) -> LookResult:
    """Return the result of a look that hangs, with gaps for the missing observations."""
    earlier, looks = flight.earlier, {look.source: look for look in flight.looks[-1:]}
    if earlier is not None:
        seen = {observation.source: observation for observation in earlier.observations}
        gaps = (
            observed(flight.account, label, look, _hung(HANGS), after=seen.get(label))
            for label, look in looks.items()
        )
        return replace(earlier, observations=(*earlier.observations, *gaps), examined=True)
    done = {observation.source: observation for observation in tuple(flight.observations)}
    observations = []
    for label, _ in labels(flight.account.sources):
        look = looks.get(label)
        if label in done:
            observations.append(done[label])
        elif look is not None:
            observations.append(observed(flight.account, label, look, _hung(HANGS)))
        else:
            at = _whole(flight.looks[-1].last_received_at or flight.looks[-1].moment)
            reading = _hung(NOT_REACHED)
            observations.append(
                Observation(account=flight.account.id, source=label, taken_at=at, reading=reading)
            )
    return LookResult(account=flight.account, observations=tuple(observations))


def _hung(message: str) -> Reading:
    return Reading(gaps=(Gap(outcome=Outcome.TOO_COMPLEX, message=message),))


def read(source: Source, look: Look, keys: Keys) -> Reading:
    """Return what *source* shows; whatever fails is a gap, never silence."""
    try:
        filled: Source = keys.fill(source)
        return normalized(sandbox.apply(filled.collect, look), masker_for(source, keys))
    except LookFailed as failed:
        gap = Gap(outcome=failed.outcome, message=failed.message, portal=failed.portal)
        return normalized(Reading(gaps=(gap,)), masker_for(source, keys))
    except Exception:
        # A fault of ours in one source must not hide the other accounts, nor look like silence.
        log.exception("a source of kind %s failed unexpectedly", source.kind)
        message = "程序处理该来源的应答时出错，详情见日志"
        return Reading(gaps=(Gap(outcome=Outcome.LAYOUT_CHANGED, message=message),))


def observed(
    account: Account, label: str, look: Look, reading: Reading, *, after: Observation | None = None
) -> Observation:
    """Return the observation that *look* gave; it comes *after* another one of the same source."""
    at = _whole(look.last_received_at or look.moment)
    if after is not None:
        at = max(at, after.taken_at + timedelta(seconds=1))  # the database's order is in seconds
    return Observation(
        account=account.id,
        source=label,
        taken_at=at,
        reading=reading,
        evidence=look.evidence,
        clock_offset=_seconds(look.clock_offset),
    )


def masker_for(source: Source, keys: Keys) -> Hide:
    """Return what masks the keys of *source*: a service may echo them, even in a title."""
    hidden = []
    for name in names_in(source):
        with suppress(LookFailed):
            hidden.append(keys.fill(f"${{{name}}}"))
    return Scrubber(hidden).mask_values if hidden else str


def valid(validator: Validator) -> Validator:
    """Return *validator* as it can be stored, without a memo that cannot."""
    memo = validator.memo if storable(validator.memo) == validator.memo else ""
    texts = (storable(text) for text in (validator.etag, validator.last_modified, validator.tag))
    etag, last_modified, tag = texts
    return replace(validator, etag=etag, last_modified=last_modified, tag=tag, memo=memo)


def _seconds(span: timedelta | None) -> timedelta | None:
    return None if span is None else timedelta(seconds=round(span.total_seconds()))


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
