"""Bundles that were handed in years ago are read for ever."""

from pathlib import Path

import pytest

from monitor.bundles.manifest import FORMAT
from monitor.bundles.reading import OLDEST, read
from monitor.bundles.rotation import verified_key
from monitor.bundles.signature import can_sign, signer
from monitor.figures.bundle_figures import account_figures, case_of
from monitor.model import State, Verdict

FOLDER = Path(__file__).parent
SHA256 = {
    1: "8a604a315f778f04e63a5dfb39e5442c4411a876c3a3fdd8b5d66f7ff31e13a5"
}  # of the files as they were handed in


def test_one_of_every_format_that_is_read_stands_here() -> None:
    there = {int(path.name[7:-12]) for path in FOLDER.glob("format-*.monitor.zip")}

    assert there >= set(range(OLDEST, FORMAT + 1))
    assert there == set(SHA256)


@pytest.mark.parametrize("number", sorted(SHA256))
def test_it_is_read_as_it_was_handed_in(number: int) -> None:
    assert read(FOLDER / f"format-{number}.monitor.zip").sha256 == SHA256[number]


def test_format_1_tells_what_it_told() -> None:
    bundle = read(FOLDER / "format-1.monitor.zip")
    manifest = bundle.manifest

    assert manifest.file_name == "620799-2021Q4-v1.monitor.zip"
    assert manifest.jurisdiction.name == "清河县"
    assert manifest.issued
    assert manifest.issued.number == "清政办报〔2022〕1号"
    assert {line.id: line.verdict for line in bundle.accounts} == {
        "caizheng-weixin": Verdict.PASS,
        "beizhen-weixin": Verdict.FAIL,
        "beizhen-douyin": Verdict.UNKNOWN,
    }
    failing = next(account_figures(line) for line in bundle.accounts if line.verdict == "fail")
    assert failing.state is State.ZOMBIE
    assert failing.rests_on
    assert failing.rests_on.window
    cases = [case_of(line) for line in bundle.cases]
    assert [case.check for case in cases if case] == ["U01"]
    assert {seal.kind.value for seal in bundle.parts.seals} == {"run", "day"}


@pytest.mark.skipif(not can_sign(), reason="needs the extra sign")
def test_the_signature_of_format_1_holds() -> None:
    bundle = read(FOLDER / "format-1.monitor.zip")
    key = signer(bundle.signature)

    assert verified_key(bundle, key) == key
