"""Look at an account through its sources; whatever fails costs one gap."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.app.looks.errands import Assignment, SourceLook
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
BROKEN = "读取应答的进程两次意外终止，已停止读取，不据此作任何结论"

Begun = Callable[[Look], None]  # told of the look under way


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


def look_at(account: Account, client: Client, keys: Keys) -> LookResult:
    """Look through every source of *account*; a source that fails hinders no other."""
    looks = [
        look_through(account.id, label, source, client, keys)
        for label, source in labels(account.sources)
    ]
    return LookResult(
        account=account,
        observations=tuple(look.observation for look in looks),
        validators=tuple(validator for look in looks for validator in look.validators),
    )


def look_through(
    account: str,
    label: str,
    source: Source,
    client: Client,
    keys: Keys,
    begun: Begun = lambda _: None,
) -> SourceLook:
    """Look at *account* through one *source*."""
    look = client.look(account, label, hosts_of(source))
    begun(look)
    reading = read(source, look, keys)
    reading = replace(reading, current_at=reading.current_at or look.current_at)
    return SourceLook(
        observation=observed(account, label, look, reading),
        validators=without_secrets(look.validators, masker_for(source, keys)),
    )


def given_up(assignment: Assignment, look: Look) -> Observation:
    """Return the observation of a look that hangs: a gap, after what was shown before."""
    reading = _too_complex(HANGS)
    return observed(assignment.account, assignment.label, look, reading, after=assignment.seen)


def never_seen(assignment: Assignment, moment: datetime) -> Observation:
    """Return the observation of a source whose answer ends whatever process reads it."""
    seen = assignment.seen
    return Observation(
        account=assignment.account,
        source=assignment.label,
        taken_at=_whole(moment) if seen is None else seen.taken_at + timedelta(seconds=1),
        reading=_too_complex(BROKEN),
    )


def _too_complex(message: str) -> Reading:
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
    account: str, label: str, look: Look, reading: Reading, *, after: Observation | None = None
) -> Observation:
    """Return the observation that *look* gave; it comes *after* another one of the same source."""
    at = _whole(look.last_received_at or look.moment)
    if after is not None:
        at = max(at, after.taken_at + timedelta(seconds=1))  # the database's order is in seconds
    return Observation(
        account=account,
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


def without_secrets(validators: Iterable[Validator], hide: Hide) -> tuple[Validator, ...]:
    """Return *validators* as they can be stored, without those that would tell a secret.

    An address that holds one is asked for whole each time: by a masked one it is never found.
    """
    plain = Scrubber().mask_text
    return tuple(
        valid(each)
        for each in validators
        if hide(each.url) == each.url == plain(each.url) and hide(each.memo) == each.memo
    )


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
