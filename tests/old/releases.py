"""The releases whose data directories are kept as test data, and why these."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.old.story import CASES


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What is said beside, or instead of, what a release said."""

    now: dict[str, Any]
    why: str


ARCHIVES = Path(__file__).parents[1] / "data" / "old"
RELEASES = {
    "33b153a": frozenset[str](),  # looks, verdicts, looks by hand, issues, notices; no cases yet
    "0cc1924": frozenset({CASES}),  # cases, answers taken back, wording errors, contacts
    "518c96e": frozenset({CASES}),  # windows examined, wrong clocks; no chain over all rows yet
    "9865eea": frozenset({CASES}),  # the chain, texts kept once; findings told apart by sentences
}
# what today's program says otherwise on purpose, by release and part, and why
CHECKLIST = "since answers are kept, every account is asked about safety and interaction"
DIFFERENCES: dict[str, dict[str, Difference]] = {
    "33b153a": {
        "worklist": Difference(
            now=dict.fromkeys(
                ("yunling-weibo", "xiyuan-weibo", "beiling-weibo", "nanhu-weibo", "shuili-weibo"),
                "checklist",
            ),
            why=CHECKLIST,
        )
    }
}


def archive(commit: str) -> Path:
    return ARCHIVES / f"{commit}.tar.xz"


def expected(commit: str) -> Path:
    return ARCHIVES / f"{commit}.json"
