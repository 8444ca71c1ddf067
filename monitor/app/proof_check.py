"""A county's verdicts made again from its proof, offline, by its own rules."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.app import replay
from monitor.app.check import PROGRAM
from monitor.app.proof_office import set_up
from monitor.app.rederive import Rederived, rederive
from monitor.bundles.proof_seals import SealCheck, check_seals
from monitor.bundles.proof_values import VerdictProof
from monitor.bundles.values import SealLine
from monitor.model import Account, Assessment, Run, Verdict, clock
from monitor.model.errors import BundleRefused, EvidenceError, MonitorError, RegistryError
from monitor.model.period import read_any
from monitor.registry import Registry, load
from monitor.registry.rules import rules_hash
from monitor.system.connection import Database
from monitor.verdicts.reader import VerdictReader

BROKEN = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError,
    sqlite3.Error,
)  # fmt: skip  # what rows that a stranger made may come to, wherever they are read
MANY = 10_000  # verdicts on one account


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAgain:
    """One verdict of the county's, and what the same look comes to here; None: it cannot be made.

    *stated_failed*, *again_failed*: the checks that failed, there and here. *program*: that judged.
    """

    account: str
    run: int
    stated: Verdict
    again: Verdict | None
    program: str = ""
    stated_failed: tuple[str, ...] = ()
    again_failed: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        return self.again is self.stated and self.stated_failed == self.again_failed


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofCheck:
    """*faults*: what contradicts the county, a sentence each; *remarks*: what nobody can tell."""

    seals: SealCheck
    looks: int
    judged: tuple[JudgedAgain, ...]
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def check_proof(proof: VerdictProof, held: Iterable[SealLine], rules: str = "") -> ProofCheck:
    """Verify *proof*: its rows under the seals *held*, its looks and verdicts made again.

    *rules*: the hash of the rules in the bundle that it belongs to. Raises BundleRefused where
    the proof cannot be set up at all.
    """
    seals = check_seals(proof, held)
    with TemporaryDirectory(prefix="monitor-proof-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            db = set_up(proof, folder)
            try:
                return _checked(proof, seals, db, folder, rules)
            finally:
                db.close()
        except BundleRefused:
            raise
        except RegistryError as error:
            why = f"证明文件中的名单无法使用：{error.problems[0].message}"
            return ProofCheck(seals=seals, looks=0, judged=(), faults=(*seals.faults, why))
        except (MonitorError, *BROKEN) as error:
            why = f"证明文件中的记录无法读取：{type(error).__name__}"
            return ProofCheck(seals=seals, looks=0, judged=(), faults=(*seals.faults, why))


def _checked(
    proof: VerdictProof, seals: SealCheck, db: Database, folder: Path, rules: str
) -> ProofCheck:
    registry = load(folder / "accounts.yaml")
    faults, remarks = list(seals.faults), []
    if rules and rules_hash(registry.policy) != rules:
        remarks.append("证明文件的规则与数据包不同（规则改过，或程序版本不同）")
    if seals.unproved:
        remarks.append(f"{seals.unproved} 行记录不在已收到的封存码之下，无从核对是否改动")
    looked = rederive(db, folder / "data" / "evidence", registry, everything=True)
    faults += looked.faults
    remarks += _left(looked)
    judged = tuple(_judged(proof, db, registry, folder / "data"))
    for verdict in judged:
        if verdict.again is not None and not verdict.agrees:
            sentence = (
                f"账号 {verdict.account} 第{verdict.run}号检查："
                f"所报{_words(verdict.stated, verdict.stated_failed)}，"
                f"重新判定为{_words(verdict.again, verdict.again_failed)}"
            )
            if verdict.program == PROGRAM:
                faults.append(sentence)
            else:
                remarks.append(f"{sentence}；当时的程序是 {verdict.program}，请用同一版本核对")
    if lost := sum(verdict.again is None for verdict in judged):
        remarks.append(f"{lost} 个结论无法重新作出（证明文件中没有那次检查的证据）")
    return ProofCheck(
        seals=seals,
        looks=looked.looks,
        judged=judged,
        faults=tuple(dict.fromkeys(faults)),
        remarks=tuple(remarks),
    )


def _words(verdict: Verdict, failed: tuple[str, ...]) -> str:
    return f"{verdict.label}（{'、'.join(failed)}）" if failed else verdict.label


def _left(looked: Rederived) -> Iterator[str]:
    for why, number in sorted(looked.left.items()):
        yield f"{number} 条观测未能重新推导：{why}"


def _judged(
    proof: VerdictProof, db: Database, registry: Registry, data: Path
) -> Iterator[JudgedAgain]:
    """Yield each verdict of the period's checks, made again."""
    reader, period = VerdictReader(db), read_any(proof.manifest.period)
    for id in proof.manifest.accounts:
        account = registry.find(id)
        if account is None:
            continue
        for number, stated in reader.verdicts(account, MANY):
            run = reader.run(number)
            if run is None or not run.mode.counts_for_quarter or not period.holds(run.moment):
                continue
            again = _again(account, run, registry, data)
            yield JudgedAgain(
                account=id,
                run=number,
                stated=stated.verdict,
                again=again.verdict if again else None,
                program=run.program,
                stated_failed=_failed(stated),
                again_failed=_failed(again),
            )


def _again(account: Account, run: Run, registry: Registry, data: Path) -> Assessment | None:
    """Return the verdict made again; None where the very run cannot be had: nobody is accused."""
    path = data / "evidence" / f"{clock.day(run.moment).isoformat()}.warc.gz"
    only = frozenset({account.id})
    try:
        made = replay.replay(registry, path, data, only=only, progress=lambda _: None, run_of=run)
    except EvidenceError:
        return None
    return next(
        (assessment for assessment in made.assessments if assessment.account.id == account.id), None
    )


def _failed(assessment: Assessment | None) -> tuple[str, ...]:
    """Return the checks that failed."""
    results = assessment.results if assessment else ()
    return tuple(r.check for r in results if r.verdict is Verdict.FAIL and not r.advisory)
