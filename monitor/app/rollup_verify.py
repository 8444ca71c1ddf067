"""A county's proof held against what it reported: account by account, judged again offline.

Nobody is called wrong by what nobody can tell: where an account's verdict cannot be made again,
it is left open, with the reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.app.check import PROGRAM
from monitor.app.proof_check import JudgedAgain, ProofCheck, check_proof
from monitor.bundles import proof as proofs
from monitor.bundles import reading
from monitor.bundles.proof_values import VerdictProof
from monitor.bundles.values import SealLine
from monitor.model import Named, Verdict
from monitor.model.errors import RequestError
from monitor.rollup.incoming import BundleHead
from monitor.rollup.reported import ReportedAccount
from monitor.rollup.rollup_store import RollupStore

AS_REPORTED = "证据重新判定的结论与所报相同"
NOT_LISTED = "数据包中没有这个账号"
NO_CHECK = "证明中没有本期的检查"
NOT_AGAIN = "有的检查无法由证据重新判定"
NEVER_FAILED = "所报为不合格，但由证据重新判定，本期各次检查都没有不合格"
FAILED_SINCE_CORRECTED = "有的检查由证据重新判定为不合格，所报不是；如系其后更正，请对方说明依据"
OTHERWISE = "所报为{stated}，由证据重新判定，最后一次检查为{again}"
OTHER_PROGRAM = "当时的程序是 {program}，与本程序不同，请用同一版本核对"
RUN_DIFFERS = "第{run}号检查所报{stated}，由证据重新判定为{again}"


class Agreement(Named):
    """Whether what a county reported of an account is what its evidence comes to."""

    SAME = "same", "一致"
    DIFFERS = "differs", "不一致"
    OPEN = "open", "无法核对"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedAccount:
    """One account of a proof. *line*: as its county reported it, None where it did not."""

    id: str
    agreement: Agreement
    why: str
    line: ReportedAccount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a proof comes to. *head*: the bundle that it was held against."""

    head: BundleHead
    accounts: tuple[VerifiedAccount, ...]
    check: ProofCheck
    remarks: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        return self.check.faults

    @property
    def agreement(self) -> Agreement:
        """Return the worst: a fault outweighs what is open.

        A row under no seal that came here may have been made up since: it leaves all open.
        """
        agreements = {account.agreement for account in self.accounts}
        if self.faults or Agreement.DIFFERS in agreements:
            return Agreement.DIFFERS
        if self.check.seals.unproved or Agreement.OPEN in agreements:
            return Agreement.OPEN
        return Agreement.SAME


def verify(store: RollupStore, file: Path) -> Verified:
    """Hold the proof in *file* against the bundles that came from its county.

    Raises BundleRefused where it cannot be read, RequestError where nothing came to hold it
    against.
    """
    proof = proofs.read(file)
    manifest = proof.manifest
    sent = [head for head in store.heads() if head.code == manifest.code]
    head = _against(sent, proof)
    bundle = reading.read(store.data(head.sha256))
    check = check_proof(proof, _held(sent), bundle.manifest.rules)
    lines = {line.id: line for line in store.lines(head.sha256) if line.county == manifest.code}
    remarks = list(check.remarks)
    if manifest.bundle and manifest.bundle != head.sha256:
        remarks.append("证明所附的是另一份数据包，已按收到的最后一版核对")
    return Verified(
        head=head,
        accounts=tuple(
            _account(id, lines.get(id), [again for again in check.judged if again.account == id])
            for id in manifest.accounts
        ),
        check=check,
        remarks=tuple(remarks),
    )


def _against(sent: Sequence[BundleHead], proof: VerdictProof) -> BundleHead:
    """Return the bundle that *proof* names, else the one of its period that counts."""
    manifest = proof.manifest
    named = [head for head in sent if head.sha256 == manifest.bundle]
    of_period = [head for head in sent if head.period.name == manifest.period]
    if not of_period:
        what = f"{manifest.code} 的 {manifest.period} 数据包"
        raise RequestError(f"没有收到 {what}，无可核对；请先 monitor rollup add")
    return named[0] if named else max(of_period, key=lambda head: head.rank)


def _held(sent: Iterable[BundleHead]) -> tuple[SealLine, ...]:
    """Return every seal that came from the county, in whichever bundle."""
    return tuple(dict.fromkeys(seal for head in sent for seal in head.seals))


def _account(
    id: str, line: ReportedAccount | None, judged: Sequence[JudgedAgain]
) -> VerifiedAccount:
    agreement, why = _held_against(line, judged)
    return VerifiedAccount(id=id, agreement=agreement, why=why, line=line)


def _held_against(
    line: ReportedAccount | None, judged: Sequence[JudgedAgain]
) -> tuple[Agreement, str]:
    """Compare the period's verdict with those of its checks, made again."""
    if line is None:
        return Agreement.OPEN, NOT_LISTED
    if not judged:
        return Agreement.OPEN, NO_CHECK
    differing = [check for check in judged if check.again is not None and not check.agrees]
    if differing:
        return _differing(differing)
    if any(check.again is None for check in judged):
        return Agreement.OPEN, NOT_AGAIN
    failed = any(check.again is Verdict.FAIL for check in judged)
    if line.verdict is Verdict.FAIL:
        return (Agreement.SAME, AS_REPORTED) if failed else (Agreement.DIFFERS, NEVER_FAILED)
    if failed:
        return Agreement.OPEN, FAILED_SINCE_CORRECTED
    last = max(judged, key=lambda check: check.run).again
    if line.verdict is not last and last is not None:
        stated = line.verdict.label if line.verdict else "未检查"
        return Agreement.DIFFERS, OTHERWISE.format(stated=stated, again=last.label)
    return Agreement.SAME, AS_REPORTED


def _differing(judged: Sequence[JudgedAgain]) -> tuple[Agreement, str]:
    """Say of checks that come out otherwise whether that can be held against the county."""
    same = [check for check in judged if check.program == PROGRAM]
    check = (same or judged)[0]
    again = check.again.label if check.again else ""
    why = RUN_DIFFERS.format(run=check.run, stated=check.stated.label, again=again)
    if same:
        return Agreement.DIFFERS, why
    return Agreement.OPEN, f"{why}；{OTHER_PROGRAM.format(program=check.program or '较早的版本')}"
