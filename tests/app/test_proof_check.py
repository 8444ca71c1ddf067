"""A county's verdicts, made again by somebody who has only its bundle and its proof."""

import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from monitor.app import proof_office
from monitor.app.proof_check import JudgedAgain, ProofCheck, check_proof
from monitor.bundles import proof as proofs
from monitor.bundles.proof_seals import check_seals, digest_of
from monitor.bundles.proof_values import ProofLink, ProofRow, VerdictProof
from monitor.bundles.reading import read
from monitor.bundles.values import Bundle, SealKind
from monitor.evidence import archive
from monitor.model import Verdict
from monitor.model.errors import BundleRefused
from monitor.system.chain.digests import Section, of_stored
from tests.hand_office import silent_office
from tests.lengths import some
from tests.office import PNG
from tests.running import run

LATER = datetime(2022, 1, 4, 2, tzinfo=UTC)
ASKED = ("xinba-weixin", "chengguan-weixin")
Given = tuple[Bundle, VerdictProof, bytes]


def given_out(folder: Path, *accounts: str) -> Given:
    """The bundle of the quarter, and the proof of *accounts*."""
    with time_machine.travel(LATER, tick=False):
        bundle = run(folder, "bundle", "2021Q4")
        done = run(folder, "bundle", "2021Q4", "--proof", *accounts)
    assert done.code == 0, done.err
    data = Path(done.out.strip()).read_bytes()
    return read(Path(bundle.out.strip())), proofs.read(data), data


@pytest.fixture(scope="module")
def given(kept_of_few: Path, tmp_path_factory: pytest.TempPathFactory) -> Given:
    folder = tmp_path_factory.mktemp("given") / "county"
    shutil.copytree(kept_of_few, folder)
    return given_out(folder, *ASKED)


@pytest.fixture(scope="module")
def result(given: Given) -> ProofCheck:
    """What comes of the proof as it was given out."""
    return checked(given)


def checked(given: Given, proof: VerdictProof | None = None) -> ProofCheck:
    bundle, own, _ = given
    return check_proof(proof or own, bundle.parts.seals, bundle.manifest.rules)


def with_row(
    proof: VerdictProof, table: str, edit: Callable[[dict[str, Any]], Any], number: int = 0
) -> VerdictProof:
    """*proof* with one row of a table edited."""
    rows, columns = list(proof.rows), proof.manifest.tables[table]
    at = [place for place, row in enumerate(rows) if row.table == table][number]
    values = dict(zip(columns, rows[at].values, strict=True))
    edit(values)
    rows[at] = replace(rows[at], values=tuple(values.values()))
    return replace(proof, rows=tuple(rows))


def test_every_verdict_of_the_quarter_is_made_again(result: ProofCheck) -> None:
    assert result.faults == ()
    assert result.seals.unproved == 0
    assert result.looks > 0
    assert len(result.judged) == 3 * len(ASKED)
    assert all(one.agrees for one in result.judged)
    assert {one.stated for one in result.judged} >= {Verdict.PASS, Verdict.FAIL}


def test_the_verdicts_are_those_of_the_bundle(given: Given, result: ProofCheck) -> None:
    lines = {line.id: line for line in given[0].accounts}
    for id in ASKED:
        again = [one.again for one in result.judged if one.account == id]

        assert (Verdict.FAIL in again) == (lines[id].verdict is Verdict.FAIL)


def test_it_holds_nothing_of_other_accounts_and_of_no_person(given: Given) -> None:
    _, proof, _ = given
    for row in proof.rows:
        columns = proof.manifest.tables[row.table]
        if "account" in columns:
            assert row.values[columns.index("account")] in ASKED
    assert "contact" not in proof.register
    assert "mail" not in proof.register
    assert "${" in proof.register  # the name of a key, never the key


def turned(values: dict[str, Any]) -> None:
    values["verdict"] = "pass" if values["verdict"] == "fail" else "fail"


def earlier(values: dict[str, Any]) -> None:
    values["published_at"] = "2021-12-30T04:00:00+00:00"


@pytest.mark.parametrize(
    ("table", "edit"),
    [
        ("assessments", turned),
        ("posts", earlier),
        ("observations", lambda values: values.update(window_until="2021-12-31T04:00:00+00:00")),
        ("exchanges", lambda values: values.update(length=values["length"] + 1)),
        ("runs", lambda values: values.update(rules="x")),
        ("conclusions", lambda values: values.update(reason="x")),
    ],
)
def test_a_row_that_was_changed_since_is_found(
    table: str, edit: Callable[[dict[str, Any]], Any], given: Given
) -> None:
    result = check_seals(with_row(given[1], table, edit), given[0].parts.seals)

    assert len(result.faults) == 1
    assert result.faults[0].startswith(table)


def test_a_verdict_that_the_rules_do_not_give_is_found_whatever_was_sealed(given: Given) -> None:
    """The county lied before it sealed: no seal knows, but the look comes to something else."""
    lying = with_row(given[1], "assessments", turned, len(ASKED))

    result = check_proof(lying, (), given[0].manifest.rules)

    assert [one.agrees for one in result.judged].count(False) == 1
    assert any("重新判定" in fault for fault in result.faults)


@pytest.mark.long
def test_rules_other_than_those_of_the_bundle_are_told(given: Given) -> None:
    assert any("规则" in remark for remark in check_proof(given[1], (), "sha256:x").remarks)


@pytest.mark.long
def test_what_another_program_judged_otherwise_is_no_fault(given: Given) -> None:
    other = with_row(given[1], "assessments", turned, len(ASKED))
    for number in range(4):
        other = with_row(other, "runs", lambda values: values.update(program="older/0"), number)

    result = check_proof(other, (), given[0].manifest.rules)

    assert result.faults == ()
    assert any("older/0" in remark for remark in result.remarks)


@pytest.mark.parametrize(
    ("stated", "again", "agrees"),
    [(("U01",), ("U01",), True), (("U01",), ("U04",), False), (("U01",), (), False)],
)
def test_a_verdict_agrees_when_the_same_checks_failed(
    stated: tuple[str, ...], again: tuple[str, ...], agrees: bool
) -> None:
    fail = Verdict.FAIL
    one = JudgedAgain(
        account="a", run=1, stated=fail, again=fail, stated_failed=stated, again_failed=again
    )

    assert one.agrees is agrees


def forged(proof: VerdictProof, *, anew: bool) -> VerdictProof:
    """*proof* with a verdict turned, its digest in the link that sealed it, *anew* its seal too.

    The links after it are left as they are.
    """
    lying = with_row(proof, "assessments", turned)
    row = next(row for row in lying.rows if row.table == "assessments")
    links = list(proof.links)
    for place, link in enumerate(links):
        for at, one in enumerate(link.sections):
            section = Section.load(one.table, one.keys, one.digests)
            if one.table != "assessments" or row.key not in section.rows:
                continue
            digests = one.digests.replace(section.rows[row.key], digest_of(row))
            sections = list(link.sections)
            sections[at] = replace(one, digests=digests)
            stored = [(s.table, s.keys, s.digests) for s in sections]
            seal = of_stored(link.previous, (link.id, link.at, link.run), stored)
            links[place] = replace(link, sections=tuple(sections), seal=seal if anew else link.seal)
    assert links != list(proof.links)
    return replace(lying, links=tuple(links))


@pytest.mark.parametrize(("anew", "words"), [(False, "与其内容不符"), (True, "不接第")])
def test_a_digest_that_was_changed_with_its_row_is_found(
    anew: bool, words: str, given: Given
) -> None:
    result = check_seals(forged(given[1], anew=anew), given[0].parts.seals)

    assert len(result.faults) == 1
    assert words in result.faults[0]


def test_links_out_of_their_order_are_found(given: Given) -> None:
    proof = given[1]
    result = check_seals(replace(proof, links=proof.links[::-1]), given[0].parts.seals)

    assert any("次序" in fault for fault in result.faults)


def resealed(proof: VerdictProof) -> tuple[ProofLink, ...]:
    """The links with every seal computed anew, as somebody does who knows how."""
    links: list[ProofLink] = []
    for link in proof.links:
        previous = links[-1].seal if links and links[-1].id + 1 == link.id else link.previous
        stored = [(one.table, one.keys, bytes([one.digests[0] ^ 1]) + one.digests[1:])
                  for one in link.sections]  # fmt: skip
        seal = of_stored(previous, (link.id, link.at, link.run), stored)
        sections = tuple(
            replace(one, digests=digests)
            for one, (_, _, digests) in zip(link.sections, stored, strict=True)
        )
        links.append(replace(link, previous=previous, seal=seal, sections=sections))
    return tuple(links)


def test_a_chain_computed_anew_is_not_the_one_whose_seals_are_held(given: Given) -> None:
    bundle, proof, _ = given
    result = check_seals(replace(proof, links=resealed(proof)), bundle.parts.seals)

    assert result.proved == 0
    assert any("数据包中的封存码" in fault for fault in result.faults)


def test_rows_under_no_held_seal_accuse_nobody(given: Given) -> None:
    _, proof, _ = given
    result = check_seals(proof, ())

    assert (result.proved, result.faults) == (0, ())
    assert result.unproved == len(proof.rows)


def test_a_chain_with_a_link_left_out_proves_nothing_before_it(
    given: Given, result: ProofCheck
) -> None:
    bundle, proof, _ = given
    held = {line.id for line in bundle.parts.seals if line.kind is SealKind.DAY}
    first = next(n for n, link in enumerate(proof.links) if link.id not in held)
    gap = (*proof.links[: first + 1], *proof.links[first + 2 :])

    less = check_seals(replace(proof, links=gap), bundle.parts.seals)

    first_rows = {
        (one.table, key)
        for one in proof.links[0].sections
        for key in Section.load(one.table, one.keys, one.digests).rows
    }
    assert less.proved < result.seals.proved
    assert proof.links[0].id not in held
    assert first_rows & {(row.table, row.key) for row in proof.rows}
    alone = replace(proof, links=(proof.links[0], *proof.links[2:]))
    only = replace(alone, rows=tuple(r for r in proof.rows if (r.table, r.key) in first_rows))
    assert check_seals(only, bundle.parts.seals).unproved > 0


@pytest.mark.parametrize("place", some([0, 1, 5], 1))
def test_a_changed_record_is_refused(place: int, given: Given) -> None:
    _, proof, _ = given
    records = list(proof.records)
    records[place] = records[place][:-1] + bytes([records[place][-1] ^ 1])

    with pytest.raises(BundleRefused) as caught:
        proofs.read(proofs.write(replace(proof, records=tuple(records))))

    assert caught.value.file == "records.bin"


def test_what_was_written_is_read(given: Given) -> None:
    _, proof, data = given

    assert proofs.write(proof) == data


def test_a_proof_of_a_later_format_names_the_program(given: Given) -> None:
    later = replace(given[1].manifest, format="monitor-proof/2", program="newmedia-monitor/9")

    with pytest.raises(BundleRefused, match="newmedia-monitor/9") as caught:
        proofs.read(proofs.write(replace(given[1], manifest=later)))

    assert caught.value.refusal == "newer"


@pytest.mark.parametrize(
    "edit",
    [
        lambda v: v.update(moment="x"),
        pytest.param(lambda v: v.update(selected="{"), marks=pytest.mark.long),
        pytest.param(lambda v: v.update(mode="weird"), marks=pytest.mark.long),
        pytest.param(lambda v: v.update(known="[]"), marks=pytest.mark.long),
    ],
)
def test_rows_that_no_program_wrote_are_told_and_stop_nothing(
    edit: Callable[[dict[str, Any]], Any], given: Given
) -> None:
    assert checked(given, with_row(given[1], "runs", edit)).faults


def test_rows_of_a_table_that_is_none_of_theirs_are_refused(given: Given) -> None:
    proof = given[1]
    tables = {**proof.manifest.tables, "acts": ("id", "times")}
    row = ProofRow(table="acts", key=1, values=(1, 1))
    odd = replace(proof, manifest=replace(proof.manifest, tables=tables), rows=(row,))

    with pytest.raises(BundleRefused, match="不应有的表"):
        checked(given, odd)


def test_a_place_beyond_every_file_is_refused(given: Given) -> None:
    proof = given[1]
    far = replace(proof.manifest.records[0], offset=proof_office.MOST_DAY)
    records = (far, *proof.manifest.records[1:])

    with pytest.raises(BundleRefused):
        checked(given, replace(proof, manifest=replace(proof.manifest, records=records)))


@pytest.mark.parametrize(("days", "refused"), [(2, False), (3, True)])
def test_places_far_out_in_many_days_are_refused(
    days: int, refused: bool, given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proof of some kilobytes must not fill the disk of whoever verifies it."""
    proof = given[1]
    entry, record = proof.manifest.records[0], proof.records[0]
    far = [
        replace(entry, file=f"2021-01-{day:02}.warc.gz", offset=100_000)
        for day in range(1, days + 1)
    ]
    manifest = replace(proof.manifest, records=tuple(far))
    odd = replace(proof, manifest=manifest, records=(record,) * days)
    monkeypatch.setattr(proof_office, "MOST_DAYS", 2 * (100_000 + entry.length))

    with pytest.raises(BundleRefused) if refused else nullcontext():
        proof_office.set_up(odd, tmp_path).close()


@pytest.mark.skipif(os.name != "posix", reason="tells how many blocks a file takes")
def test_what_was_cut_out_takes_little_room(given: Given, tmp_path: Path) -> None:
    entry, record = given[1].manifest.records[0], given[1].records[0]
    path = tmp_path / entry.file
    proof_office.write_day(path, [(replace(entry, offset=20_000_000), record)])

    assert path.stat().st_blocks * 512 < 5_000_000


def test_a_register_that_cannot_be_read_is_told(given: Given) -> None:
    result = checked(given, replace(given[1], register="a: [" * 50))

    assert len(result.faults) == 1
    assert result.judged == ()


@pytest.mark.parametrize(
    "gap",
    [
        proof_office.LEAST,
        proof_office.LEAST + 1,
        70_000,
        65_535 + proof_office.LEAST + 5,
        3 * 65_535,
    ],
)
def test_what_was_cut_out_is_filled_to_the_byte(gap: int, tmp_path: Path, given: Given) -> None:
    entry, record = given[1].manifest.records[0], given[1].records[0]
    path = tmp_path / entry.file
    proof_office.write_day(path, [(replace(entry, offset=gap), record)])

    assert path.stat().st_size == gap + entry.length
    kinds = [one.kind for one, offset, _ in archive.read(path) if offset < gap]
    assert set(kinds) == {"metadata"}


def test_what_a_person_saw_is_proved_without_the_picture(tmp_path: Path) -> None:
    office = silent_office(tmp_path)
    told = "  name: 高台县\n"
    office.write(office.text().replace(told, f"{told}  code: '620724'\n", 1))
    bundle, proof, _ = given_out(office.folder, "caizheng-weixin")
    result = check_proof(proof, bundle.parts.seals, bundle.manifest.rules)

    assert result.faults == ()
    assert [(one.stated, one.again) for one in result.judged] == [(Verdict.FAIL, Verdict.FAIL)]
    assert not any(PNG in archive_bytes for archive_bytes in unpacked(proof))
    with closing(sqlite3.connect(office.database)) as db:
        by_hand = db.execute("SELECT count(*) FROM observations WHERE run IS NULL").fetchone()[0]
    looks = [row for row in proof.rows if row.table == "observations"]
    assert len(looks) >= by_hand > 0
    with time_machine.travel(LATER, tick=False):
        done = run(office.folder, "bundle", "2021Q4", "--proof", "caizheng-weixin",
                   "--with-pictures", "--out", str(tmp_path / "p.proof.zip"))  # fmt: skip
    assert done.code == 0, done.err
    assert any(PNG in one for one in unpacked(proofs.read(tmp_path / "p.proof.zip")))
    edited = with_row(proof, "observations", lambda values: values.update(by="李四"))
    assert check_seals(edited, bundle.parts.seals).faults


def unpacked(proof: VerdictProof) -> list[bytes]:
    found = []
    for record in proof.records:
        rest = record
        while rest:
            one = zlib.decompressobj(31)
            found.append(one.decompress(rest))
            rest = one.unused_data
    return found


def test_a_proof_is_not_given_out_before_there_is_a_bundle(few: Path) -> None:
    with time_machine.travel(LATER, tick=False):
        done = run(few, "bundle", "2021Q4", "--proof", ASKED[0])

    assert done.code == 2
    assert "monitor bundle 2021Q4" in done.err
