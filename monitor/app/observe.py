"""Keeps what people observed: links followed, screenshots hashed, a round whole or not at all."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from monitor.app import check, post_counts
from monitor.app.earlier_looks import EarlierLooks
from monitor.evidence import Evidence, Prepared
from monitor.evidence.repair import repair
from monitor.figures.post_count_store import PostCountStore
from monitor.http.client import Client
from monitor.http.live import LiveTransport
from monitor.model import Answer, EvidenceRef, Means, Observation, Platform, Reading, clock
from monitor.model.errors import ConfigError, LookFailed
from monitor.model.post_count import PostCount
from monitor.parsing.naming import full
from monitor.registry import Registry
from monitor.review import claims, share_links
from monitor.review.answers import ReviewAnswers
from monitor.review.attachments import Proof
from monitor.review.claims import FieldError, PersonClaim
from monitor.review.counted_posts import CountedPosts
from monitor.review.refusals import ClaimFault, ImportRefused
from monitor.review.shared_pages import ArticlePage
from monitor.sources import Source, block_pages, hosts_of, sandbox
from monitor.sources.wechat_article import WechatArticle
from monitor.system.database import open_database
from monitor.system.locks import held
from monitor.system.redact import Scrubber
from monitor.system.secrets import Secrets
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.storable import normalized
from monitor.verdicts.writer import VerdictWriter

PATIENCE = 10  # seconds to wait for another person


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRound:
    """What was appended: observations, and answers to the checklist with their accounts.

    *counts*: how many posts people counted; *recounted*: how many counts repeat earlier ones.
    *repeated*: the accounts of which a sheet only repeats earlier answers.
    *duplicates*: the accounts of observations entered before, as when a sheet is imported twice.
    """

    observations: tuple[Observation, ...]
    answers: tuple[tuple[str, Answer], ...] = ()
    repeated: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    counts: tuple[PostCount, ...] = ()
    recounted: int = 0


@dataclass(kw_only=True)
class ObservationRecorder:
    """Where a round is kept, and how its links may be followed.

    *shown*: lets officials read what a round came to, once it is judged.
    """

    registry: Registry
    secrets: Secrets
    data: Path
    tell: Callable[[str], None]
    shown: Callable[[], None] = lambda: None

    def keep(
        self,
        round_: Sequence[PersonClaim],
        now: datetime,
        checked: Sequence[ReviewAnswers] = (),
        counted: Sequence[CountedPosts] = (),
        *,
        via: Means = Means.CLI,
        whole: bool = True,
    ) -> RecordedRound:
        """Append a whole round in one step; raises ImportRefused where a claim cannot be kept.

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
        with self._alone(), open_database(self.data / "monitor.db") as db:
            reader = VerdictReader(db)
            evidence = self._evidence(reader, scrubber)
            try:
                names = {account.id: full(account) for account in self.registry.accounts}
                earlier = EarlierLooks.of(round_, reader, evidence.folder, names)
                compared = _compared(looked, earlier, faults)
                sound = whole and not faults
                new_answers = _new_answers(checked, AnswerStore(db), now) if sound else []
                proofs = [
                    attach.all(review.account.id, review.proof)
                    for review in new_answers
                    if review.answers
                ]
                places = prepared.kept_in(evidence)
                answers = [
                    (account, replace(answer, via=via))
                    for account, answer in _answers(new_answers, map(places.of, proofs))
                ]
                new = [
                    replace(seen, evidence=places.of(seen.evidence), via=via)
                    for seen, is_repeat in compared
                    if not is_repeat
                ]
                counts: list[PostCount] = []
                entered = post_counts.of_sheet(counted if sound else (), now, via)
                VerdictWriter(db).append_by_hand(
                    new if sound else [],
                    evidence.flush(),
                    answers,
                    lambda: counts.extend(PostCountStore(db).add(entered)),
                )
            finally:
                evidence.close()
        if not sound:
            raise ImportRefused(tuple(sorted(faults, key=lambda fault: fault.number)))
        repeated = tuple(
            review.account.id
            for review, left in zip(checked, new_answers, strict=True)
            if left != review
        )
        return RecordedRound(
            observations=tuple(new),
            answers=tuple(answers),
            repeated=repeated,
            duplicates=tuple(seen.account for seen, is_repeat in compared if is_repeat),
            counts=tuple(counts),
            recounted=len(entered) - len(counts),
        )

    def _alone(self) -> AbstractContextManager[None]:
        """Lock entry by hand: it waits for no check, nor a check for it."""
        refusal = (
            f"另有人正在数据目录 {self.data} 登记，等候 {PATIENCE} 秒仍未结束；"
            "本次所填尚未登记，请稍后原样再执行一次"
        )
        return held(self.data / "hand.lock", lambda: refusal, PATIENCE)

    def _evidence(self, reader: VerdictReader, scrubber: Scrubber) -> Evidence:
        folder = self.data / "evidence"
        for torn in repair(folder, reader.evidence_ends(), by_hand=True):
            self.tell(str(torn))
        return Evidence(folder, scrubber, software=check.PROGRAM, by_hand=True)


@dataclass(slots=True)
class _Attaching:
    """Puts proofs among the evidence, each once."""

    prepared: Prepared
    now: datetime
    done: dict[tuple[str, Proof], EvidenceRef] = field(default_factory=dict)

    def all(self, account: str, proof: Proof | None) -> tuple[EvidenceRef, ...]:
        """Return the place of *proof* among the prepared evidence, empty where there is none."""
        if proof is None:
            return ()
        key = (account, proof)
        if key not in self.done:
            self.done[key] = self.prepared.attach(self.now, account, proof.kind, proof.data)
        return (self.done[key],)


def _looked(
    round_: Sequence[PersonClaim], client: Client, attach: _Attaching
) -> tuple[list[tuple[int, PersonClaim, Observation]], list[ClaimFault]]:
    """Return the observation of each claim, with its number, and the claims that are at fault."""
    looks, faults = [], []
    for number, claim in enumerate(round_):
        try:
            shown = _seen(claim, client, attach)
            looks.append((number, claim, replace(shown, reading=normalized(shown.reading))))
        except FieldError as wrong:
            faults.append(ClaimFault(number=number, field=wrong.field, message=str(wrong)))
        except LookFailed as failed:
            faults.append(_unseen(number, claim, failed))
    return looks, faults


def _compared(
    looked: Sequence[tuple[int, PersonClaim, Observation]],
    past: EarlierLooks,
    faults: list[ClaimFault],
) -> list[tuple[Observation, bool]]:
    """Return each observation with whether it is a repetition; add to *faults*."""
    compared = []
    for number, claim, seen in looked:
        try:
            compared.append((seen, past.knows(claim, seen)))
        except FieldError as wrong:
            faults.append(ClaimFault(number=number, field=wrong.field, message=str(wrong)))
    return compared


def _new_answers(
    checked: Sequence[ReviewAnswers], answers: AnswerStore, now: datetime
) -> list[ReviewAnswers]:
    """Return *checked* without what was answered before."""
    accounts = {review.account.id for review in checked}
    earlier = answers.answers(clock.BEGINNING, now, accounts=accounts, withdrawn=True)
    return [review.anew(earlier.get(review.account.id, ())) for review in checked]


def _answers(
    checked: Sequence[ReviewAnswers], proofs: Iterable[tuple[EvidenceRef, ...]]
) -> list[tuple[str, Answer]]:
    """Return the answers with their accounts; *proofs*: of those who answer, in order."""
    answering = (review for review in checked if review.answers)
    return [
        (review.account.id, answer)
        for review, proof in zip(answering, proofs, strict=True)
        for answer in review.made(_place(proof))
    ]


def _seen(claim: PersonClaim, client: Client, attach: _Attaching) -> Observation:
    refs = attach.all(claim.account.id, claim.proof)
    fetched: tuple[EvidenceRef, ...] = ()
    if claim.link is not None and claim.link.is_short:
        claim, fetched = _followed(claim, claim.link.url, client)
    elif claim.link is not None and claim.link.at is None:
        reading, fetched = _fetched(claim, claim.link.url, client)
        return claims.observation(claim, reading, (*fetched, *refs))
    return claims.observation(claim, claims.reading(claim), (*fetched, *refs))


def _followed(
    claim: PersonClaim, url: str, client: Client
) -> tuple[PersonClaim, tuple[EvidenceRef, ...]]:
    """Return *claim* with the link that its short one leads to, even where the page is gated."""
    look = client.look(claim.account.id, ArticlePage.kind, _hosts(claim))
    answer = look.get(url)
    for place in (answer.url, *reversed(answer.hops)):
        try:
            link = share_links.read(place, claim.account)
        except ConfigError:
            continue
        if link.at is not None:
            return replace(claim, link=link), look.evidence
    block_pages.check(answer)
    raise FieldError("link", "短链接打开后不是一条内容，请在浏览器中打开后复制完整网址")


def _fetched(
    claim: PersonClaim, url: str, client: Client
) -> tuple[Reading, tuple[EvidenceRef, ...]]:
    try:
        wechat = claim.account.platform is Platform.WECHAT
        page: Source = WechatArticle(url=url) if wechat else ArticlePage(url=url)
    except ConfigError as error:
        wanted = "链接应为手机上复制的短链接，形如 https://mp.weixin.qq.com/s/…"
        raise FieldError("link", wanted) from error
    look = client.look(claim.account.id, page.kind, hosts_of(page) | _hosts(claim))
    return claims.identified(claim, sandbox.apply(page.collect, look)), look.evidence


def _hosts(claim: PersonClaim) -> frozenset[str]:
    return frozenset(share_links.LED_TO.get(claim.account.platform, ()))


def _unseen(number: int, claim: PersonClaim, failed: LookFailed) -> ClaimFault:
    instead = "可改填最新内容时间并附截图"
    if claim.link is not None and claim.link.is_short:  # a whole one needs no network
        instead = "可在浏览器中打开后复制完整网址，或改填最新内容时间并附截图"
    message = f"链接未能核实：{failed.message}；{instead}"
    return ClaimFault(number=number, field="link", message=message, unseen=True)


def _place(refs: tuple[EvidenceRef, ...]) -> str:
    return "".join(f"{ref.file}@{ref.offset}" for ref in refs)
