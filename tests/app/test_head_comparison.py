"""The chain's head on paper, and the paper held against the chain."""

import errno
import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest

from monitor.app import head_comparison
from monitor.app.task_run_store import TaskRunStore
from monitor.model import chain_head, clock
from monitor.model.chain_head import Head
from monitor.model.errors import ConfigError
from monitor.parsing import paper_head
from monitor.system.chain.head_lookup import ChainHeads
from monitor.system.database import open_database
from monitor.system.files import MANIFEST
from monitor.verdicts.reader import VerdictReader
from tests.running import run

SEAL = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SHORT = SEAL[:16]
FORMS = ("docx", "xlsx", "html", "json")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (f"12:{SHORT}", Head(12, SHORT)),
        (f"12：{SHORT.upper()}", Head(12, SHORT)),
        (f"12 {SHORT}", Head(12, SHORT)),
        (f"证据封存：第12号检查记录，封存码 {SHORT}", Head(12, SHORT)),
        (f"证据封存：第12次抽查，封存码 {SHORT}", Head(12, SHORT)),
        (f"注：证据封存：第１２次抽查，封存码 {SHORT}。", Head(12, SHORT)),
        (f"第 12 次抽查, {SHORT}", Head(12, SHORT)),
        (f"evidence-head 12:{SHORT}".removeprefix("evidence-head "), Head(12, SHORT)),
        (SHORT, Head(0, SHORT)),
        (SEAL, Head(0, SEAL)),
        (f"sha256:{SEAL}", Head(0, SEAL)),
        ("9f86 d081 884c 7d65", Head(0, SHORT)),
        ("12: 9f86-d081-884c-7d65", Head(12, SHORT)),
        ("９ｆ８６ｄ０８１８８４ｃ７ｄ６５", Head(0, SHORT)),
    ],
)
def test_a_head_is_read_however_it_was_typed(typed: str, expected: Head) -> None:
    assert chain_head.parse(typed) == expected


@pytest.mark.parametrize(
    "typed", ["", "第12次抽查", SHORT[:15], SEAL + "0", "g" * 16, f"{SHORT}和{SHORT[::-1]}", "12:"]
)
def test_what_holds_no_seal_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match="seal"):
        chain_head.parse(typed)


def test_a_head_reads_back_from_what_it_prints() -> None:
    head = chain_head.sealed(12, f"sha256:{SEAL}")

    assert head == Head(12, SEAL)
    assert head.line == f"证据封存：第12号检查记录，封存码 {SHORT}"
    assert chain_head.parse(head.line) == Head(12, SHORT)
    assert chain_head.all_printed(f"a{head.line}。{head.keyword}") == (Head(12, SHORT),) * 2
    assert chain_head.all_printed(head.whole) == (head,)


def verify(folder: Path, *words: object) -> tuple[int, str]:
    done = run(folder, "evidence", "verify", *words, "--json")
    return done.code, json.loads(done.out)["standing"] if done.out else done.err


def newest(folder: Path) -> Head:
    with open_database(folder / "data" / "monitor.db") as db:
        head = ChainHeads(db).head()
    assert head is not None
    return head


def papers(folder: Path, *options: str) -> list[Path]:
    run(folder, "report", "quarter", "2021Q4", "--format", ",".join(FORMS), *options)
    made = folder / "out" / "2021Q4"
    return sorted(path for path in made.rglob("*") if path.is_file())


@pytest.mark.long
def test_every_form_of_a_report_carries_the_head(few: Path) -> None:
    one = newest(few)
    done = run(few, "report", "quarter", "2021Q4", "--format", "terminal")
    paths = papers(few)
    failing = json.loads(paths[2].read_text("utf-8"))["accounts"][0]["id"]
    run(few, "report", "notice", failing, "--date", "2022-01-04")
    paths += [path for path in (few / "out" / "notices").iterdir() if path.suffix != ".json"]

    assert one.line in done.out
    assert {path.suffix for path in paths} == {".docx", ".xlsx", ".html", ".json"}
    for path in paths:
        (head,) = paper_head.heads(path)
        assert (head.run, head.short) == (one.run, one.short), path
        assert verify(few, "--report", path) == (0, "agrees"), path


def test_a_paper_of_before_stays_true_when_the_chain_goes_on(few: Path) -> None:
    (first, *_) = papers(few)
    before = newest(few)
    with open_database(few / "data" / "monitor.db") as db:
        TaskRunStore(db).restart_schedule(clock.now())
        (seal,) = (run.seal for run in VerdictReader(db).runs(limit=9) if run.id == 3)
    third = chain_head.sealed(3, seal)

    assert newest(few) != before
    assert verify(few, "--report", first) == (0, "agrees")
    assert verify(few, "--against", f"3:{third.short}") == (0, "agrees")
    assert verify(few, "--against", f"2:{third.short}") == (1, "unknown")


def test_a_paper_is_no_witness_where_rows_were_changed_since(few: Path) -> None:
    (first, *_) = papers(few)
    before = newest(few)
    with open_database(few / "data" / "monitor.db") as db:
        db.execute("DELETE FROM assessments WHERE run = 4")
        db.conn.commit()

    assert verify(few, "--report", first) == (1, "broken")
    assert verify(few, "--against", before.short) == (1, "broken")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (f"4:{SHORT}", "不在本机的哈希链上"),
        (f"9:{SHORT}", "本机的抽查只到第4次，没有第9次"),
        (SEAL, "不在本机的哈希链上"),
    ],
)
def test_a_head_that_nobody_here_knows_is_said_to_be_so(
    typed: str, sentence: str, few: Path
) -> None:
    done = run(few, "evidence", "verify", "--against", typed)

    assert (done.code, sentence in done.err) == (1, True)


@pytest.mark.parametrize("more", [("--all",), ("--ca-file", "accounts.yaml")])
def test_an_option_that_would_do_nothing_is_refused(more: tuple[str, ...], few: Path) -> None:
    named = [few / word if word.endswith("yaml") else word for word in more]

    done = run(few, "evidence", "verify", "--against", f"4:{SHORT}", *named)

    assert (done.code, "不能与 --against、--report 同时使用" in done.err) == (2, True)


def test_a_paper_without_a_head_is_neither_good_nor_bad(few: Path, tmp_path: Path) -> None:
    paper = tmp_path / "其他.pdf"
    paper.write_bytes(b"%PDF-1.7 (glyphs)")

    done = run(few, "evidence", "verify", "--report", paper)

    assert done.code == 3
    assert "没有封存码" in done.err and "请改用同时生成的 docx" in done.err


@pytest.mark.share(2)
@pytest.mark.parametrize("form", [*FORMS, "manifest"])
def test_an_issued_paper_that_was_changed_is_told(form: str, few: Path) -> None:
    paths = papers(few, "--issue", "高政办报〔2022〕3号", "2022-01-05")
    named = "manifest.json" if form == "manifest" else f".{form}"
    (path,) = (
        p for p in paths if p.name.endswith(named) and (p.name == MANIFEST) == (named != f".{form}")
    )
    assert verify(few, "--report", path) == (0, "agrees")

    if form in ("docx", "xlsx"):
        with zipfile.ZipFile(path, "a") as book:
            book.writestr("extra.xml", "<x/>")
    elif form == "manifest":
        output = json.loads(path.read_text("utf-8"))
        output["issued"]["figures_sha256"] = SEAL
        path.write_text(json.dumps(output), encoding="utf-8")
    else:
        path.write_text(path.read_text("utf-8").replace("合格", "合 格", 1) + " ", "utf-8")

    assert verify(few, "--report", path) == (1, "altered")


def test_frozen_figures_that_were_changed_in_the_store_are_told(few: Path) -> None:
    (path, *_) = papers(few, "--issue", "高政办报〔2022〕3号", "2022-01-05")
    with open_database(few / "data" / "monitor.db") as db:
        db.execute("UPDATE issues SET figures = replace(figures, 'fail', 'pass')")
        db.conn.commit()

    done = run(few, "evidence", "verify", "--report", path)

    assert (done.code, "固定的数字已被改动" in done.err) == (1, True)


def test_an_issue_that_the_store_knows_nothing_of_is_told(few: Path) -> None:
    (path, *_) = papers(few, "--issue", "高政办报〔2022〕3号", "2022-01-05")
    with open_database(few / "data" / "monitor.db") as db:
        db.execute("DELETE FROM issue_files")
        db.execute("DELETE FROM issues")
        db.conn.commit()

    done = run(few, "evidence", "verify", "--report", path)

    assert (done.code, "本机没有该印发登记" in done.err) == (1, True)


def test_a_paper_with_two_heads_was_changed(few: Path, tmp_path: Path) -> None:
    paper = tmp_path / "a.html"
    paper.write_text(f"{Head(3, SEAL).line} {Head(4, SEAL).line}", encoding="utf-8")

    assert verify(few, "--report", paper) == (1, "altered")


KEYWORD = Head(12, SEAL).keyword
PDFS = {
    "plain": b"/Keywords (%s)" % KEYWORD.encode(),
    "UTF-16": b"/Keywords (\xfe\xff%s)" % KEYWORD.encode("utf-16-be"),
    "UTF-16 in octal": b"(\\376\\377" + b"".join(b"\\000%c" % c for c in KEYWORD.encode()) + b")",
    "hexadecimal": b"/Keywords <feff%s>" % KEYWORD.encode("utf-16-be").hex().encode(),
    "packed": b"stream\r\n%s\nendstream" % zlib.compress(b"/Keywords (%s)" % KEYWORD.encode()),
    "metadata": f"<pdf:Keywords>{KEYWORD}</pdf:Keywords>".encode(),
}


@pytest.mark.parametrize("form", PDFS)
def test_a_pdf_carries_it_in_its_properties(form: str, tmp_path: Path) -> None:
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"%PDF-1.7\nstream\nx\nendstream\n" + PDFS[form] + b"\n%%EOF")

    assert paper_head.heads(paper) == (Head(12, SHORT),)


def test_a_document_that_was_saved_again_in_pieces_still_says_it(tmp_path: Path) -> None:
    paper, stream = tmp_path / "a.docx", io.BytesIO()
    runs = "".join(f"<w:r><w:t>{sign}</w:t></w:r>" for sign in Head(12, SEAL).line)
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr("word/document.xml", f"<w:p>{runs}</w:p>")
    paper.write_bytes(stream.getvalue())

    assert paper_head.heads(paper) == (Head(12, SHORT),)


LINE = f"证据封存：第12号检查记录，封存码 {SHORT}"


@pytest.mark.parametrize(
    ("name", "markup"),
    [
        ("docProps/core.xml", f"<k>evidence-head 12:{SHORT}</k><d></d><r>1</r><c>2026-01-01</c>"),
        ("word/document.xml", f"<w:p><w:r><w:t>{LINE}</w:t></w:r></w:p><w:p><w:t>1</w:t></w:p>"),
        ("word/document.xml", f"<w:r><w:t>{LINE}</w:t><w:br/><w:t>1</w:t></w:r>"),
        ("word/document.xml", f"<w:r><w:t>{LINE}</w:t><w:tab/><w:t>1</w:t></w:r>"),
        (
            "word/document.xml",
            f'<w:t>{LINE[:-9]}</w:t></w:r><w:proofErr w:type="a"/><w:r><w:t>{LINE[-9:]}</w:t>',
        ),
        ("xl/worksheets/sheet1.xml", f"<oddFooter>{LINE}</oddFooter><evenFooter>1</evenFooter>"),
        ("a.html", f"<p>{LINE}</p><p>1</p>"),
        ("a.html", f"<p>{LINE}<br>1</p>"),
        ("a.html", f"<SPAN>{LINE[:-9]}</SPAN><b>{LINE[-9:]}</b><div>a1</div>"),
    ],
)
def test_what_stands_beside_a_head_is_no_part_of_it(name: str, markup: str, tmp_path: Path) -> None:
    paper = tmp_path / "a.html"
    if name == "a.html":
        paper.write_text(markup, encoding="utf-8")
    else:
        with zipfile.ZipFile(paper, "w") as book:
            book.writestr(name, markup)

    assert paper_head.heads(paper) == (Head(12, SHORT),)


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut", b"PK"])
def test_a_document_that_is_not_whole_is_one_sentence(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(data)

    with pytest.raises(ConfigError, match="不完整"):
        paper_head.heads(tmp_path / "a.docx")
    with pytest.raises(ConfigError, match="不存在"):
        paper_head.heads(tmp_path / "b.docx")


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_document_whose_parts_are_broken_is_one_sentence(packed: int, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packed) as book:
        book.writestr("word/document.xml", "a" * 9999)
        start = book.start_dir
    data = bytearray(stream.getvalue())
    data[start - 24 : start - 4] = b"\xff" * 20
    (tmp_path / "a.docx").write_bytes(data)

    with pytest.raises(ConfigError, match="不完整"):
        paper_head.heads(tmp_path / "a.docx")


def test_why_a_paper_cannot_be_read_is_said_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK")

    def broken(_: Path) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", broken)
    with pytest.raises(ConfigError, match="读不出来：输入输出错误"):
        paper_head.heads(tmp_path / "a.docx")


@pytest.mark.parametrize("text", ["{", '{"sealed": null}', '{"sealed": {"run": "x"}}', "{" * 9999])
def test_figures_without_a_head_carry_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")

    assert paper_head.heads(tmp_path / "a.json") == ()


def test_what_is_amiss_here_does_not_silence_the_ping(tmp_path: Path) -> None:
    assert (head_comparison.head(tmp_path), head_comparison.ping_payload(tmp_path)) == (None, b"")
    with open_database(tmp_path / "monitor.db"):
        pass
    assert (head_comparison.head(tmp_path), head_comparison.ping_payload(tmp_path)) == (None, b"")
    (tmp_path / "monitor.db").write_bytes(b"no database at all, whatever it is called" * 99)
    assert head_comparison.ping_payload(tmp_path) == b""
