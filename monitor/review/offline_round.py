"""A round of observations from an offline list: what of it can be kept, and why the rest cannot.

Who looked stands in the list, who enters it is known from elsewhere: the look is entered by the
latter, with the former beside it. Pictures travel apart from the text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from monitor.model import Account, clock
from monitor.model.errors import ConfigError
from monitor.parsing import naming
from monitor.parsing.text import clean
from monitor.review import answers, claims, screenshots
from monitor.review.answers import ReviewAnswers
from monitor.review.attachments import Proof
from monitor.review.claims import OBSERVATIONS, ClaimFields, FieldError, Listed, PersonClaim
from monitor.review.offline_text import REMARK, OfflineEntry, OfflineList
from monitor.review.refusals import ImportRefused
from monitor.review.sheet_rows import QUARTER

YES, NO = "是", "否"
Pictures = Mapping[str, Proof | FieldError]  # by account; why one cannot be used


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineRow:
    """One account of a list. *account*: None where the register has none of that id.

    *faults*: why it cannot be kept, by field. *lacks_picture*: it needs one, and has none.
    """

    entry: OfflineEntry
    account: Account | None = None
    claim: PersonClaim | None = None
    checked: ReviewAnswers | None = None
    picture: Proof | None = None
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def lacks_picture(self) -> bool:
        return bool(self.entry.none_since.strip()) and self.picture is None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineRound:
    """What a list comes to. *by*: who enters it."""

    list: OfflineList
    by: str
    rows: tuple[OfflineRow, ...]

    @property
    def claims(self) -> tuple[PersonClaim, ...]:
        return tuple(row.claim for row in self.rows if row.claim is not None)

    @property
    def answers(self) -> tuple[ReviewAnswers, ...]:
        return tuple(row.checked for row in self.rows if row.checked is not None)

    @property
    def is_sound(self) -> bool:
        """Say whether all of it can be kept, as far as is known without the network."""
        return not any(row.faults for row in self.rows)

    def refused(self, why: ImportRefused) -> "OfflineRound":
        """Return the round with the faults that were found when it was to be kept."""
        claiming = [place for place, row in enumerate(self.rows) if row.claim is not None]
        rows = list(self.rows)
        for fault in why.faults:
            place = claiming[fault.number]
            told = {**rows[place].faults, fault.field: fault.message}
            rows[place] = replace(rows[place], faults=told)
        return replace(self, rows=tuple(rows))


def read(
    given: OfflineList,
    accounts: Iterable[Account],
    now: datetime,
    *,
    by: str,
    pictures: Pictures | None = None,
) -> OfflineRound:
    """Return what *given* comes to, entered by *by* at *now*; *accounts*: all of the register."""
    known = {account.id: account for account in accounts}
    sent = pictures or {}
    reader = _Reader(
        viewer=claims.signed(given.by), by=by, now=now, listed=_listed_on(given.on), shots={}
    )
    rows = tuple(
        reader.row(entry, known.get(entry.account), sent.get(entry.account))
        for entry in given.entries
    )
    return OfflineRound(list=given, by=by, rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """*viewer*: who looked. *by*: who enters it. *listed*: the beginning of the day on which the
    list was made. *shots*: whose pictures were met before.
    """

    viewer: str
    by: str
    now: datetime
    listed: datetime
    shots: dict[bytes, Account]

    def row(
        self, entry: OfflineEntry, account: Account | None, sent: Proof | FieldError | None
    ) -> OfflineRow:
        faults: dict[str, str] = {}
        if account is None or not account.judged:
            return OfflineRow(entry=entry, account=account, faults={"account": _gone(account)})
        picture, claim, checked = None, None, None
        with claims.noting(faults):
            picture = self._picture(entry, account, sent)
        with claims.noting(faults):
            claim = self._claim(entry, account, picture)
        with claims.noting(faults):
            checked = self._answers(entry, account, None if claim else picture)
        if not (faults or claim or checked):
            faults["newest"] = "没有填写所见或者核对结果"
        return OfflineRow(
            entry=entry,
            account=account,
            claim=claim,
            checked=checked,
            picture=picture,
            faults=faults,
        )

    def _picture(
        self, entry: OfflineEntry, account: Account, sent: Proof | FieldError | None
    ) -> Proof | None:
        if isinstance(sent, FieldError):
            raise sent
        if sent is None:
            return None
        other = self.shots.setdefault(sent.data, account)
        if other.id != account.id and not entry.link.strip():
            named = naming.full(other)
            raise FieldError("screenshot", f"与{named}是同一截图，每个账号须各附截图")
        return screenshots.as_old_as_look(sent, entry.seen, entry.at, self.now, QUARTER)

    def _claim(
        self, entry: OfflineEntry, account: Account, picture: Proof | None
    ) -> PersonClaim | None:
        if not any(getattr(entry, name).strip() for name in OBSERVATIONS):
            return None
        self._refuse_wrong_clock(entry)
        words = ClaimFields(
            link=entry.link,
            newest=entry.newest,
            none_since=entry.none_since,
            seen=entry.seen,
            by=self.by,
            screenshot="截图" if picture else "",
        )
        claim = claims.parse_claim(words, account, self.now, lambda _: _sent(picture), entry.at)
        return replace(claim, note=self._remark(entry), listed=self._listed(entry))

    def _answers(
        self, entry: OfflineEntry, account: Account, picture: Proof | None
    ) -> ReviewAnswers | None:
        words = dict.fromkeys(entry.good, YES) | dict.fromkeys(entry.bad, NO)
        if not words:
            return None
        self._refuse_wrong_clock(entry)
        checked = answers.parse_answers(
            words,
            account,
            by=self.by,
            note=entry.note,
            proof=picture,
            looked=lambda: self._looked(entry),
        )
        if checked is None:
            return None
        return replace(checked, note=self._remark(entry), listed=self._listed(entry))

    def _looked(self, entry: OfflineEntry) -> tuple[datetime, datetime]:
        return claims.looked_at(entry.seen, entry.at, self.now, QUARTER)

    def _refuse_wrong_clock(self, entry: OfflineEntry) -> None:
        """Refuse what a phone says it wrote tomorrow, or before there was a list to write in.

        Of when its words speak nobody knows: its 昨天 is another day than ours.
        """
        at = clock.show(entry.at)
        if entry.at > self.now + clock.CLOCK_SKEW:
            wrong = f"手机时间 {at} 在将来"
        elif entry.at < self.listed - clock.CLOCK_SKEW:
            wrong = f"手机时间 {at} 早于生成清单之日"
        else:
            return
        raise FieldError("seen", f"{wrong}，请校准手机时钟后重新填写该账号")

    def _remark(self, entry: OfflineEntry) -> str:
        """Return the remark, with who looked where another person signs for it."""
        note = clean(entry.note, REMARK)
        return note if self.viewer == claims.signed(self.by) else self._viewed(note)

    def _viewed(self, note: str) -> str:
        return f"{note}（{self.viewer}查看）" if note else f"{self.viewer}查看"

    def _listed(self, entry: OfflineEntry) -> Listed:
        note = clean(entry.note, REMARK)
        return Listed(at=entry.at, remarks=frozenset({note, self._viewed(note)}))


def _sent(picture: Proof | None) -> Proof:
    if picture is None:
        raise ConfigError("没有截图")
    return picture


def _listed_on(day: str) -> datetime:
    """Return when the day of a list began, long ago where it does not say."""
    try:
        return clock.day_start(date.fromisoformat(day))
    except (ValueError, OverflowError):
        return clock.BEGINNING


def _gone(account: Account | None) -> str:
    if account is None:
        return "名单内没有这个账号标识，可能已改标识或者删除"
    return f"该账号{account.status.label}，不再考核，无须登记"
