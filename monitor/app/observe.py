"""Keeps what people said: links followed, screenshots hashed, all of a round or nothing of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from monitor.app import check
from monitor.app.store import Store
from monitor.evidence import Evidence, Prepared, archive
from monitor.evidence.repair import repair
from monitor.http.live import LiveTransport
from monitor.http.look import Client
from monitor.model import Answer, EvidenceRef, Observation, Platform, Reading, clock
from monitor.model.errors import ConfigError, EvidenceError, LookFailed
from monitor.registry import Registry
from monitor.review import claims, share_links
from monitor.review import screenshots as shots
from monitor.review.answers import ReviewAnswers
from monitor.review.attachments import Proof
from monitor.review.claims import FieldError, PersonClaim
from monitor.review.refusals import ClaimFault, ImportRefused
from monitor.review.shared_pages import ArticlePage
from monitor.sources import Source, block_pages, hosts_of, sandbox
from monitor.sources.wechat_article import WechatArticle
from monitor.system.locks import held
from monitor.system.redact import Scrubber
from monitor.system.secrets import Secrets
from monitor.verdicts.storable import settled

PATIENCE = 10  # seconds to wait for another person
RECENT = 50  # looks at an account among which the same one is searched


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRound:
    """What was appended: observations, and answers to the checklist with their accounts.

    *repeated*: the accounts of which a sheet merely told again what was answered before.
    *known*: the same of observations, as when a sheet is imported twice.
    """

    observations: tuple[Observation, ...]
    answers: tuple[tuple[str, Answer], ...] = ()
    repeated: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


@dataclass(kw_only=True)
class ObservationRecorder:
    """Where a round is kept, and how its links may be followed."""

    registry: Registry
    secrets: Secrets
    data: Path
    tell: Callable[[str], None]

    def keep(
        self,
        round_: Sequence[PersonClaim],
        now: datetime,
        checked: Sequence[ReviewAnswers] = (),
        *,
        whole: bool = True,
    ) -> RecordedRound:
        """Append all of a round in one step; raises Refused where a saying cannot be kept.

        *whole*: nothing else of the round is at fault; otherwise its links are followed, so that
        all faults are found in one pass, and nothing is kept.
        """
        now = now.replace(microsecond=0)
        scrubber = check.scrubber_of(self.registry, self.secrets)
        prepared = Prepared(scrubber, check.PROGRAM)
        transport = LiveTransport(check.network(self.registry, self.secrets), scrubber)
        attach = _Attaching(prepared, now)
        # the network is asked before anybody else has to wait for us
        looked, faults = _looked(round_, Client(transport, prepared, now), attach)
        with self._alone(), Store(self.data / "monitor.db") as store:
            evidence = self._evidence(store, scrubber)
            try:
                found = _compared(looked, _Past.of(round_, store, evidence.folder), faults)
                sound = whole and not faults
                anew = _anew(checked, store, now) if sound else []
                proofs = [attach.all(one.account.id, one.proof) for one in anew if one.answers]
                places = prepared.kept_in(evidence)
                answers = _made(anew, map(places.of, proofs))
                new = [
                    replace(seen, evidence=places.of(seen.evidence))
                    for seen, known in found
                    if not known
                ]
                store.append_by_hand(new if sound else [], evidence.flush(), answers)
            finally:
                evidence.close()
        if not sound:
            raise ImportRefused(tuple(sorted(faults, key=lambda fault: fault.number)))
        told_again = tuple(
            one.account.id for one, left in zip(checked, anew, strict=True) if left != one
        )
        return RecordedRound(
            observations=tuple(new),
            answers=tuple(answers),
            repeated=told_again,
            known=tuple(seen.account for seen, known in found if known),
        )

    def _alone(self) -> AbstractContextManager[None]:
        """Hold what people enter: no check ever waits for it, nor it for a check."""
        refusal = (
            f"另有人正在数据目录 {self.data} 登记，等候 {PATIENCE} 秒仍未结束；"
            "本次所填尚未登记，请稍后原样再执行一次"
        )
        return held(self.data / "hand.lock", lambda: refusal, PATIENCE)

    def _evidence(self, store: Store, scrubber: Scrubber) -> Evidence:
        folder = self.data / "evidence"
        for torn in repair(folder, store.evidence_ends(), by_hand=True):
            self.tell(str(torn))
        return Evidence(folder, scrubber, software=check.PROGRAM, by_hand=True)


@dataclass(slots=True)
class _Attaching:
    """Puts proofs among the evidence, each once."""

    prepared: Prepared
    now: datetime
    done: dict[tuple[str, Proof], EvidenceRef] = field(default_factory=dict)

    def all(self, account: str, proof: Proof | None) -> tuple[EvidenceRef, ...]:
        """Return the place of *proof* among what is prepared, nothing where there is none."""
        if proof is None:
            return ()
        key = (account, proof)
        if key not in self.done:
            self.done[key] = self.prepared.attach(self.now, account, proof.kind, proof.data)
        return (self.done[key],)


def _looked(
    round_: Sequence[PersonClaim], client: Client, attach: _Attaching
) -> tuple[list[tuple[int, PersonClaim, Observation]], list[ClaimFault]]:
    """Return what each saying shows, with its number, and what cannot be kept."""
    found, faults = [], []
    for number, said in enumerate(round_):
        try:
            shown = _seen(said, client, attach)
            found.append((number, said, replace(shown, reading=settled(shown.reading))))
        except FieldError as wrong:
            faults.append(ClaimFault(number=number, field=wrong.field, message=str(wrong)))
        except LookFailed as failed:
            faults.append(_unseen(number, said, failed))
    return found, faults


def _compared(
    looked: Sequence[tuple[int, PersonClaim, Observation]], past: "_Past", faults: list[ClaimFault]
) -> list[tuple[Observation, bool]]:
    """Return each look with whether it was told before; add to *faults* what cannot be kept."""
    found = []
    for number, said, seen in looked:
        try:
            found.append((seen, past.knows(said, seen)))
        except FieldError as wrong:
            faults.append(ClaimFault(number=number, field=wrong.field, message=str(wrong)))
    return found


def _anew(checked: Sequence[ReviewAnswers], store: Store, now: datetime) -> list[ReviewAnswers]:
    """Return *checked* without what was answered before."""
    of = {one.account.id for one in checked}
    known = store.answers(clock.BEGINNING, now, accounts=of, withdrawn=True)
    return [one.anew(known.get(one.account.id, ())) for one in checked]


def _made(
    checked: Sequence[ReviewAnswers], proofs: Iterable[tuple[EvidenceRef, ...]]
) -> list[tuple[str, Answer]]:
    """Return the answers with their accounts; *proofs*: of those who answer, in order."""
    answering = (one for one in checked if one.answers)
    return [
        (one.account.id, answer)
        for one, proof in zip(answering, proofs, strict=True)
        for answer in one.made(_place(proof))
    ]


@dataclass(frozen=True, slots=True)
class _Past:
    """What was told before. *shots*: the looks by the pictures that vouch for them."""

    store: Store
    folder: Path
    shots: Mapping[str, tuple[Observation, ...]]

    @classmethod
    def of(cls, round_: Sequence[PersonClaim], store: Store, folder: Path) -> "_Past":
        """Return what may bear on *round_*."""
        looks = store.vouching() if any(map(shots.digest, round_)) else ()
        return cls(store, folder, shots.used(looks, folder))

    def knows(self, said: PersonClaim, one: Observation) -> bool:
        """Say whether the same person has told the same before; raises Misread for a used shot."""
        if self._has_exactly(said, one):
            return True
        return shots.repeats(said, one, self.shots.get(shots.digest(said), ()))

    def _has_exactly(self, said: PersonClaim, one: Observation) -> bool:
        expected = _told(one)
        for old in self.store.history(one.account, RECENT):
            if _told(old) == expected:
                try:
                    shown = [archive.attached(self.folder, ref) for ref in old.evidence]
                except EvidenceError:
                    continue
                if shown == ([said.proof.data] if said.proof else []):
                    return True
        return False


def _seen(said: PersonClaim, client: Client, attach: _Attaching) -> Observation:
    refs = attach.all(said.account.id, said.proof)
    fetched: tuple[EvidenceRef, ...] = ()
    if said.link is not None and said.link.is_short:
        said, fetched = _followed(said, said.link.url, client)
    elif said.link is not None and said.link.at is None:
        reading, fetched = _fetched(said, said.link.url, client)
        return claims.observation(said, reading, (*fetched, *refs))
    return claims.observation(said, claims.reading(said), (*fetched, *refs))


def _followed(
    said: PersonClaim, url: str, client: Client
) -> tuple[PersonClaim, tuple[EvidenceRef, ...]]:
    """Return *said* with the link that a short one leads to, be the page itself gated or not."""
    look = client.look(said.account.id, ArticlePage.kind, _hosts(said))
    answer = look.get(url)
    for place in (answer.url, *reversed(answer.hops)):
        try:
            link = share_links.read(place, said.account)
        except ConfigError:
            continue
        if link.at is not None:
            return replace(said, link=link), look.evidence
    block_pages.check(answer)
    raise FieldError("link", "短链接打开后不是一条内容，请在浏览器中打开后复制完整网址")


def _fetched(
    said: PersonClaim, url: str, client: Client
) -> tuple[Reading, tuple[EvidenceRef, ...]]:
    try:
        wechat = said.account.platform is Platform.WECHAT
        page: Source = WechatArticle(url=url) if wechat else ArticlePage(url=url)
    except ConfigError as error:
        wanted = "链接应为手机上复制的短链接，形如 https://mp.weixin.qq.com/s/…"
        raise FieldError("link", wanted) from error
    look = client.look(said.account.id, page.kind, hosts_of(page) | _hosts(said))
    return claims.identified(said, sandbox.apply(page.collect, look)), look.evidence


def _hosts(said: PersonClaim) -> frozenset[str]:
    return frozenset(share_links.LED_TO.get(said.account.platform, ()))


def _unseen(number: int, said: PersonClaim, failed: LookFailed) -> ClaimFault:
    instead = "可改填最新内容时间并附截图"
    if said.link is not None and said.link.is_short:  # a whole one needs no network
        instead = "可在浏览器中打开后复制完整网址，或改填最新内容时间并附截图"
    message = f"链接未能核实：{failed.message}；{instead}"
    return ClaimFault(number=number, field="link", message=message, unseen=True)


def _place(refs: tuple[EvidenceRef, ...]) -> str:
    return "".join(f"{ref.file}@{ref.offset}" for ref in refs)


def _told(one: Observation) -> tuple[object, ...]:
    """Return what a person said, whatever sentences a program has made of it."""
    shown = replace(one.reading, notes=())
    return one.by, one.taken_at, one.expires_at, shown, shots.remarks(one.reading)
