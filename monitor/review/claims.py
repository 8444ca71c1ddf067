"""A person's claim about an account, from entered fields to a value to an observation. Pure.

A time alone clears and never condemns. With a screenshot the person vouches that nothing was
published between the newest post and the moment of looking. A link proves one post, no more.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from monitor.model import (
    Account,
    EvidenceRef,
    Note,
    NoteKind,
    Observation,
    Platform,
    Post,
    Precision,
    Reading,
    Window,
    clock,
)
from monitor.model.errors import ConfigError
from monitor.parsing import dates
from monitor.parsing.dates import Moment
from monitor.parsing.text import clean, joined, same_name
from monitor.review import share_links
from monitor.review.attachments import Proof
from monitor.review.share_links import ShareLink
from monitor.verdicts.freshness import CLAIM_DAYS, LINK_DAYS
from monitor.verdicts.merge import CLAIMED, SHOWN

T = TypeVar("T")
Entered = str | Moment  # a time in words, or one that a sheet's cell holds as such
OBSERVATIONS = ("newest", "link", "none_since")  # fields that say what was seen: one of them
NEVER = frozenset({"从未", "从未发布", "从未发布过", "从未更新", "开设以来"})
SOURCE = "by_hand"
UNNAMED = "页面没有显示账号名称，不能确认是该账号的内容，请核对链接，或改填最新内容时间并附截图"
UNDATED = "不知截图何时保存，不能认定没有发布，请填查看时间或者重新截图"
OWN_PAGES = frozenset({Platform.WEBSITE, Platform.APP, Platform.OTHER})  # signed by their editors


class FieldError(ConfigError):
    """One field of a claim cannot be used; *field* is its name in ``ClaimFields``."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@contextmanager
def noting(faults: dict[str, str]) -> Iterator[None]:
    """Note in *faults* why a field is refused, the first reason of each."""
    try:
        yield
    except FieldError as wrong:
        faults.setdefault(wrong.field, str(wrong))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFields:
    """A claim as it was entered, on the command line or in a row of a sheet."""

    newest: Entered = ""
    none_since: Entered = ""
    link: str = ""
    screenshot: str = ""
    by: str = ""
    note: str = ""
    seen: Entered = ""
    valid_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonClaim:
    """What one person claims of one account.

    *at*, *until*: the latest and the earliest moment at which they may have looked; only up to the
    earliest can they vouch that there was nothing. *undated*: nobody knows when the proof was
    made: it proves what stands on it, and never that anything is missing. *listed*: where it
    stands in a list, which may be entered again, and by another person, and is one look still.
    """

    account: Account
    by: str
    at: datetime
    until: datetime
    newest: Moment | None = None
    none_since: datetime | None = None
    link: ShareLink | None = None
    proof: Proof | None = None
    undated: bool = False
    note: str = ""
    valid_days: int = CLAIM_DAYS
    listed: "Listed | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """How a look stands in a list: when it was written there, its remark in either form.

    The remark says who looked where somebody else enters it.
    """

    at: datetime
    remarks: frozenset[str]


def parse_claim(
    words: ClaimFields,
    account: Account,
    now: datetime,
    proof_of: Callable[[str], Proof],
    looked: datetime | None = None,
) -> PersonClaim:
    """Return the claim about *account* in *words*, entered at *now*; raises FieldError.

    *proof_of* reads a screenshot by its name. *looked*: when the person looked, where *words* have
    no time of it; a claim says nothing of the time after that.
    """
    filled = [key for key in ("newest", "none_since", "link") if is_entered(getattr(words, key))]
    if len(filled) != 1:
        wanted = "最新内容时间、链接、无更新起始时间须填写一项"
        raise FieldError(filled[1] if filled else "newest", f"{wanted}，且只填一项")
    by = signed(words.by)
    if not by:
        raise FieldError("by", "请写查看人姓名")
    link = (
        _at("link", lambda: share_links.read(words.link, account)) if words.link.strip() else None
    )
    proof = None
    if name := words.screenshot.strip():
        proof = _at("screenshot", lambda: proof_of(name))
    if is_entered(words.none_since) and proof is None:
        raise FieldError("screenshot", "认定没有发布内容须附截图")
    days = words.valid_days or (LINK_DAYS if link else CLAIM_DAYS)
    if link:  # it speaks for itself, whenever somebody opened it
        at = until = now
        if is_entered(words.seen):
            moment("seen", words.seen, min(looked or now, now), now)
    else:
        at, until = looked_at(words.seen, looked or now, now, days)
    newest = moment("newest", words.newest, at) if is_entered(words.newest) else None
    shown = proof.shows_until(now) if proof else None
    if newest is not None and shown is not None:
        _shown_by(shown, newest)
    if proof and shown is None and is_entered(words.none_since):
        raise FieldError("screenshot", UNDATED)
    return PersonClaim(
        account=account,
        by=by,
        at=at,
        until=_shown_until(shown, until, at - timedelta(days=days)) if shown else until,
        newest=newest,
        none_since=_since(words.none_since, at) if is_entered(words.none_since) else None,
        link=link,
        proof=proof,
        undated=proof is not None and shown is None,
        note=clean(words.note, 200),
        valid_days=days,
    )


def signed(by: str) -> str:
    """Return a person's name without spaces, empty where nobody signs."""
    return joined(clean(by, 40))


def looked_at(
    entered: Entered, usual: datetime, now: datetime, days: int
) -> tuple[datetime, datetime]:
    """Return the latest and the earliest moment at which a person may have looked.

    *usual*: when they wrote it down, from which ``昨天`` counts. Raises FieldError where they
    looked more than *days* ago, for how long a claim is valid.
    """
    at = until = min(usual, now)
    if is_entered(entered):
        looked = moment("seen", entered, min(usual, now), now)
        at = until = min(looked.at, now)
        if looked.precision not in (Precision.SECOND, Precision.MINUTE):
            until = min(until, clock.day_start(clock.day(looked.at)))
    if at + timedelta(days=days) < now:
        raise FieldError(
            "seen",
            f"查看时间 {clock.show(at)} 距今已超过有效的 {days} 天，请重新查看并写明查看时间",
        )
    return at.replace(microsecond=0), until.replace(microsecond=0)


def _shown_until(saved: datetime, until: datetime, oldest: datetime) -> datetime:
    """Return the moment up to which a screenshot proves anything; raises FieldError if too old."""
    if saved < oldest:
        message = f"截图保存于 {clock.show(saved)}，远早于查看时间，不能证明所见，请重新截图"
        raise FieldError("screenshot", message)
    return min(until, saved.replace(microsecond=0))


def _shown_by(saved: datetime, newest: Moment) -> None:
    """Raise FieldError where a screenshot was saved before the post that it is to show."""
    at = newest.at
    if newest.precision not in (Precision.SECOND, Precision.MINUTE, Precision.HOUR):
        at = clock.day_start(clock.day(at))
    if saved + clock.CLOCK_SKEW < at:
        message = f"截图保存于 {clock.show(saved)}，早于所填最新内容的时间，请重新截图"
        raise FieldError("screenshot", message)


def observation(
    claim: PersonClaim, reading: Reading, evidence: tuple[EvidenceRef, ...]
) -> Observation:
    """Return the observation of *claim*, which speaks until it expires."""
    return Observation(
        account=claim.account.id,
        source=SOURCE,
        taken_at=claim.at,
        reading=reading,
        evidence=evidence,
        by=claim.by,
        expires_at=claim.at + timedelta(days=claim.valid_days),
    )


def reading(claim: PersonClaim) -> Reading:
    """Return what *claim* shows by itself: a claim, or what a link's id carries."""
    notes = tuple(_notes(claim))
    if claim.link is not None:
        if not claim.link.owned:
            notes = (Note(text=f"链接没有显示账号名称，归属由{claim.by}确认"), *notes)
        return Reading(posts=(_linked(claim.link, claim.at),), items_seen=1, notes=notes)
    post = _claimed(claim.newest, SHOWN if claim.proof else CLAIMED) if claim.newest else None
    since = claim.newest.at if claim.newest else claim.none_since
    window = None
    if claim.proof is not None and since is not None and not claim.undated:
        window = Window(since=min(since, claim.until), until=claim.until)
    return Reading(
        posts=(post,) if post else (), window=window, items_seen=int(post is not None), notes=notes
    )


def _notes(claim: PersonClaim) -> Iterator[Note]:
    """Yield the remark, and notes on the time of the screenshot."""
    yield from _remark(claim)
    if claim.link is not None:
        return
    if claim.proof is not None and claim.proof.taken_at is not None:
        yield Note(text=f"截图自带时间 {clock.show(claim.proof.taken_at)}")
    if claim.undated:
        yield Note(text="不知截图何时保存，只证明其上所见，不据以认定此后没有更新")


def _remark(claim: PersonClaim) -> tuple[Note, ...]:
    if not claim.note:
        return ()
    text = f"{claim.by}备注：{claim.note}"
    return (Note(kind=NoteKind.REMARK, text=text, quote=claim.note),)


def identified(claim: PersonClaim, shown: Reading) -> Reading:
    """Return what a fetched page shows; raises FieldError where the page is not the account's.

    A page of the unit's own site is identified by its host; a page of a platform must name the
    account.
    """
    name = shown.shown_name
    signed = ""
    if claim.account.platform in OWN_PAGES:
        if name is not None and not same_name(name, claim.account.name):
            signed, name = name, None
    elif name is None:
        raise FieldError("link", UNNAMED)
    elif not same_name(name, claim.account.name):
        raise FieldError("link", f"链接属于“{clean(name, 40)}”，不是“{clean(claim.account.name)}”")
    notes = [*shown.notes, *_remark(claim)]
    if name is None:
        shows = f"页面署名“{clean(signed, 40)}”" if signed else "页面没有显示账号名称"
        notes.append(Note(text=f"{shows}，归属由{claim.by}确认"))
    return Reading(
        posts=shown.posts, items_seen=shown.items_seen, shown_name=name, notes=tuple(notes)
    )


def _linked(link: ShareLink, now: datetime) -> Post:
    at = link.at
    if at is None:
        raise ValueError("the page of this link must be fetched")
    if at > now + clock.CLOCK_SKEW:
        raise FieldError("link", f"编号所含时间 {clock.show(at)} 在将来，请核对链接和本机时钟")
    if not link.at_least:
        return Post(key=link.key, published_at=at, url=link.url)
    return Post(
        key=link.key,
        published_at=at,
        earliest_at=at,
        latest_at=now,
        url=link.url,
        doubt=f"编号只说明开始上传的时间，发布不早于 {clock.show(at)}",
    )


def _claimed(at: Moment, kind: str) -> Post:
    return Post(key=f"{kind}{clock.stamp(at.at)}", published_at=at.at, precision=at.precision)


def is_entered(entered: Entered) -> bool:
    """Say whether a field holds anything."""
    return isinstance(entered, Moment) or bool(entered.strip())


def _since(entered: Entered, now: datetime) -> datetime:
    if isinstance(entered, str) and entered.strip() in NEVER:
        return clock.BEGINNING
    return moment("none_since", entered, now).at


def moment(
    field: str, entered: Entered, written_at: datetime, now: datetime | None = None
) -> Moment:
    """Return the moment *entered*; raises FieldError where it is none, or one to come."""
    at = entered if isinstance(entered, Moment) else _read(field, entered, written_at)
    if wrong := dates.fault(at, now or written_at):
        raise FieldError(field, wrong)
    return at


def _read(field: str, text: str, written_at: datetime) -> Moment:
    at = dates.read(text.strip(), written_at, typed=True)
    if at is None:
        never = "，从未发布的写“从未”" if field == "none_since" else ""
        wrong = f"看不懂时间“{clean(text, 30)}”，请写成 2021-12-30 09:00{never}"
        raise FieldError(field, wrong)
    return at


def _at(field: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except FieldError:
        raise  # which names its own field
    except ConfigError as error:
        raise FieldError(field, str(error)) from error
