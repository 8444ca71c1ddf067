"""What is promised of every document: short READMEs, links that lead somewhere, true examples."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from monitor.model.outcome import Outcome
from monitor.registry import load
from tests.documents.conftest import ALL, WRITTEN, named
from tests.documents.test_commands import FENCE
from tools.reference.markdown import DOCS, ROOT

LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.M)
REST = {  # of a register, where an example shows only a part
    "jurisdiction": "{name: 某某县}",
    "units": "[{id: danwei, name: 某某局, mail: a@example.com}]",
    "accounts": "[]",
}


def anchors(path: Path) -> set[str]:
    """Return what a code host calls a document's headings."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return {_anchor(heading) for heading in HEADING.findall(text)}


def _anchor(heading: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
    kept = (
        sign for sign in plain if sign in " -_" or unicodedata.category(sign)[0] in {"L", "N", "M"}
    )
    return "".join(kept).replace(" ", "-")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_has_at_most_120_lines(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize("path", ALL, ids=named)
def test_links_lead_somewhere(path: Path) -> None:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path

        assert target.exists(), f"{named(path)}: {link}"
        if DOCS in path.parents:
            assert DOCS in target.parents, f"{named(path)}: the site has no {link}"
        if anchor:
            assert anchor in anchors(target), f"{named(path)}: {link}"


@pytest.mark.parametrize("path", WRITTEN, ids=named)
def test_a_chinese_paragraph_stands_in_one_line(path: Path) -> None:
    """The end of a line would show as a space between two characters."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))

    assert re.findall(r"^(?!<!--|\|).*[\u3001-\uff60]\n *[\u3001-\uff60].*$", text, re.M) == []


def test_every_page_stands_in_the_sites_contents() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = re.findall(r"[\w/-]+\.md", text.partition("\nnav:")[2])

    assert sorted(listed) == sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))


def test_the_picture_is_there_and_small() -> None:
    picture = (DOCS / "images" / "report.png").read_bytes()

    assert picture.startswith(b"\x89PNG") and len(picture) <= 150_000


def test_every_reason_why_nothing_was_seen_has_its_paragraph() -> None:
    text = (DOCS / "howto" / "unknown.md").read_text(encoding="utf-8")
    told = re.findall(r"^### (.+)\n\n(.+)$", text, re.M)

    assert [title for title, _ in told] == [one.label for one in Outcome]
    assert all(len(advice) > 20 for _, advice in told)


def test_sentences_of_the_program_are_told_in_its_own_words() -> None:
    """What stands between ``……`` in the table's first column stands in the program."""
    text = (DOCS / "howto" / "unknown.md").read_text(encoding="utf-8")
    table = text.partition("| 结论中写着 |")[2].partition("\n\n")[0]
    told = re.findall(r"^\| ([^|-][^|]*) \|", table, re.M)
    program = "".join(
        source.read_text(encoding="utf-8")
        for room in ("checks", "monitor")
        for source in (ROOT / room).rglob("*.py")
    )
    pieces = [piece for sentence in told for piece in sentence.split("……") if len(piece) > 1]

    assert len(told) > 15
    assert [piece for piece in pieces if piece not in program] == []


def examples() -> Iterator[tuple[str, str]]:
    """Yield every piece of accounts.yaml that a document shows."""
    for path in WRITTEN:
        for language, block in FENCE.findall(path.read_text(encoding="utf-8")):
            if language == "yaml":
                yield named(path), block


@pytest.mark.parametrize(("name", "block"), tuple(examples()))
def test_pieces_of_accounts_yaml_are_accepted(name: str, block: str, tmp_path: Path) -> None:
    register = tmp_path / "accounts.yaml"
    rest = "".join(f"{key}: {value}\n" for key, value in REST.items() if f"{key}:" not in block)
    register.write_text(block + rest, "utf-8")
    for file in re.findall(r"[\w/]+\.pem", block):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        trustme.CA().cert_pem.write_to_path(tmp_path / file)
    for folder in re.findall(r"(\w+)/\*\.yaml", block):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.yaml").write_text("accounts: []\n", "utf-8")

    load(register)
