"""How large a file a county sends: it travels as an attachment."""

import random
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from monitor.bundles.account_line import AccountLine, ProofLine
from monitor.bundles.writing import write
from monitor.model import Verdict
from tests.bundles import builders

HOWTO = Path(__file__).parents[2] / "docs" / "howto"
TEXT = re.sub("[^\u4e00-\u9fff]", "", "".join(p.read_text("utf-8") for p in HOWTO.glob("*.md")))


def line(number: int, chance: random.Random) -> AccountLine:
    """An account of which nothing repeats that would not repeat in life; one in ten fails."""
    verdict = (Verdict.FAIL, Verdict.PASS)[number % 10 > 0]
    made = builders.account_line(number, verdict)
    assert made.newest_post_at
    places = (f"2026-12-30.warc.gz@{chance.randrange(10**7)}" for _ in range(6))
    proofs = tuple(ProofLine(place=one, sha256=chance.randbytes(32).hex()) for one in places)
    return replace(
        made,
        name=f"{made.name}{chance.randrange(1000)}",
        newest_title=TEXT[(at := chance.randrange(len(TEXT) - 18)) : at + 18],
        newest_post_at=made.newest_post_at - timedelta(seconds=chance.randrange(86400)),
        proof=proofs if verdict is Verdict.FAIL else (),
    )


def test_eleven_hundred_accounts_take_a_hundred_kilobytes_at_most() -> None:
    chance = random.Random(5)
    whole = builders.parts([line(number, chance) for number in range(1100)])

    assert 24 * 1024 < len(write(builders.manifest(whole), whole)) < 100 * 1024
