"""A county's proof at its city: the same verdicts, made again; what was changed is found."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from monitor.app.check import PROGRAM
from monitor.app.proof_check import JudgedAgain, ProofCheck
from monitor.app.rollup_verify import Agreement, Verified, VerifiedAccount, _held_against
from monitor.bundles import proof as proofs
from monitor.bundles.proof_seals import SealCheck
from monitor.bundles.proof_values import VerdictProof
from monitor.bundles.reading import read
from monitor.model import Verdict
from tests.office import Office
from tests.rollup.cities import bundle as bundle_of
from tests.rollup.cities import make_city
from tests.running import Done

PERIOD = "2021Q4"
CODE = "620724"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
SAME, DIFFERS, OPEN = Agreement


@dataclass(frozen=True, kw_only=True)
class Audited:
    """A city that received a county's bundle and its proof of the accounts in *ids*."""

    city: Office
    bundle: Path
    proof: Path
    ids: tuple[str, ...]

    def verify(self, proof: Path) -> Done:
        return self.city.run("rollup", "verify", proof)

    def changed(self, folder: Path, change: Callable[[VerdictProof], VerdictProof]) -> Path:
        """Return the proof as somebody changed it, with checksums that are right again."""
        path = folder / "changed.proof.zip"
        path.write_bytes(proofs.write(change(proofs.read(self.proof))))
        return path


@pytest.fixture(scope="module")
def audited(kept_of_few: Path, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """One account of each verdict.

    The recorded quarter was replayed just now, and was sealed then: so now it is handed in.
    """
    folder = tmp_path_factory.mktemp("audited")
    county = Office(folder=Path(shutil.copytree(kept_of_few, folder / "county")))
    city = make_city(folder / "city", [(CODE, "高台县"), ("620700", "市直")])
    bundle, proof = folder / "a.monitor.zip", folder / "a.proof.zip"
    assert county.run("bundle", PERIOD, "--out", bundle).code == 0
    of_verdict = {line.verdict: line.id for line in read(bundle).accounts}
    ids = tuple(of_verdict[verdict] for verdict in Verdict if verdict in of_verdict)
    done = county.run("bundle", PERIOD, *ids, "--proof", "--out", proof)
    assert done.code == 0, done.err
    office = Office(folder=city.folder)
    assert office.run("rollup", "add", bundle).code == 0
    return Audited(city=office, bundle=bundle, proof=proof, ids=ids)


@pytest.mark.long
def test_what_the_evidence_comes_to_again_is_what_was_reported(audited: Audited) -> None:
    done = audited.verify(audited.proof)

    assert done.code == 0, done.out + done.err
    assert [line.partition("：")[2] for line in done.out.splitlines()] == [
        "一致。证据重新判定的结论与所报相同。"
    ] * len(audited.ids)
    assert "0 行" not in done.err
    assert "行记录与收到的封存码相符" in done.err


@pytest.mark.long
def test_scripts_read_every_verdict_that_was_made_again(audited: Audited) -> None:
    found = audited.city.json("rollup", "verify", audited.proof)

    assert (found["code"], found["period"], found["agreement"]) == (CODE, PERIOD, "same")
    assert found["rows_proved"] > 0
    assert {one["account"] for one in found["judged"]} == set(audited.ids)
    assert all(one["stated"] == one["again"] for one in found["judged"])


@pytest.mark.long
def test_a_row_that_was_changed_since_it_was_sealed_is_found(
    audited: Audited, tmp_path: Path
) -> None:
    def change(proof: VerdictProof) -> VerdictProof:
        place = next(n for n, row in enumerate(proof.rows) if row.table == "observations")
        row = proof.rows[place]
        values = tuple("2" if value == "1" else value for value in row.values[:-1])
        other = replace(row, values=(*values, "x"))
        return replace(proof, rows=(*proof.rows[:place], other, *proof.rows[place + 1 :]))

    done = audited.verify(audited.changed(tmp_path, change))

    assert done.code == 1
    assert "封存" in done.out


@pytest.mark.long
def test_a_proof_without_a_bundle_to_hold_it_against_is_refused(
    audited: Audited, tmp_path: Path
) -> None:
    office = Office(folder=make_city(tmp_path / "empty", [(CODE, "高台县")]).folder)

    done = office.run("rollup", "verify", audited.proof)

    assert done.code == 2
    assert "没有收到 620724 的 2021Q4 数据包" in done.err


def test_a_file_that_is_no_proof_is_refused_with_a_sentence(tmp_path: Path) -> None:
    city = make_city(tmp_path, [(CODE, "高台县")])

    done = Office(folder=city.folder).run("rollup", "verify", city.put(bundle_of(CODE)))

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("错误：")


def line(verdict: Verdict | None) -> Any:
    return type("Line", (), {"verdict": verdict})()


def judged(stated: Verdict, again: Verdict | None, run: int = 1, **known: Any) -> JudgedAgain:
    failed = ("U01",) if stated is FAIL else ()
    usual = JudgedAgain(
        account="a",
        run=run,
        stated=stated,
        again=again,
        program=PROGRAM,
        stated_failed=failed,
        again_failed=("U01",) if again is FAIL else (),
    )
    return replace(usual, **known)


CASES: dict[str, tuple[Any, list[JudgedAgain], Agreement]] = {
    "passed at all": (line(PASS), [judged(PASS, PASS)], SAME),
    "failed once": (line(FAIL), [judged(FAIL, FAIL), judged(PASS, PASS, 2)], SAME),
    "unknown in the end": (line(UNKNOWN), [judged(PASS, PASS), judged(UNKNOWN, UNKNOWN, 2)], SAME),
    "a check comes out otherwise": (line(PASS), [judged(PASS, FAIL)], DIFFERS),
    "it fails for something else": (
        line(FAIL), [judged(FAIL, FAIL, again_failed=("S01",))], DIFFERS,
    ),
    "a check of another program comes out otherwise": (
        line(PASS), [judged(PASS, FAIL, program="0.1")], OPEN,
    ),
    "a check cannot be made again": (line(PASS), [judged(PASS, None)], OPEN),
    "reported as failed, and no check failed": (line(FAIL), [judged(PASS, PASS)], DIFFERS),
    "reported as passed, and a check failed: perhaps it was corrected": (
        line(PASS), [judged(FAIL, FAIL), judged(PASS, PASS, 2)], OPEN,
    ),
    "reported as passed, and the last check could not tell": (
        line(PASS), [judged(PASS, PASS), judged(UNKNOWN, UNKNOWN, 2)], DIFFERS,
    ),
    "reported as not looked at": (line(None), [judged(PASS, PASS)], DIFFERS),
    "not in the bundle": (None, [judged(PASS, PASS)], OPEN),
    "no check of the period": (line(PASS), [], OPEN),
}  # fmt: skip


@pytest.mark.parametrize(("reported", "checks", "agreement"), CASES.values(), ids=CASES)
def test_an_account_agrees_differs_or_is_left_open(
    reported: Any, checks: list[JudgedAgain], agreement: Agreement
) -> None:
    for order in (checks, list(reversed(checks))):
        found, why = _held_against(reported, order)

        assert (found, bool(why)) == (agreement, True)


@pytest.mark.parametrize(
    ("agreements", "unproved", "faults", "worst"),
    [
        ((SAME, SAME), 0, (), SAME),
        ((SAME, SAME), 1, (), OPEN),
        ((SAME, OPEN), 0, (), OPEN),
        ((OPEN, DIFFERS), 1, (), DIFFERS),
        ((SAME,), 0, ("一行与封存不符",), DIFFERS),
        ((OPEN,), 1, ("一行与封存不符",), DIFFERS),
    ],
)
def test_the_worst_decides_how_a_proof_ends(
    agreements: tuple[Agreement, ...], unproved: int, faults: tuple[str, ...], worst: Agreement
) -> None:
    seals = SealCheck(proved=9, unproved=unproved)
    check = ProofCheck(seals=seals, looks=0, judged=(), faults=faults)
    accounts = tuple(VerifiedAccount(id="a", agreement=one, why="因") for one in agreements)
    head: Any = None

    assert Verified(head=head, accounts=accounts, check=check).agreement is worst
