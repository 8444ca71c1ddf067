"""Every form of the corpus is read right or refused, and none as another moment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.model.clock import BEIJING
from monitor.parsing import dates

FORMS = Path(__file__).parents[2] / "data" / "dates" / "forms.tsv"
SEEN = {
    "day": datetime(2026, 11, 28, 10, 30, tzinfo=BEIJING),
    "turn": datetime(2027, 1, 1, 0, 20, tzinfo=BEIJING),
}
FEWEST = 300
SHARE = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One line: what is written, when it was seen, what it means; None: it must be refused."""

    written: str
    seen_at: datetime
    means: tuple[datetime, str, bool] | None

    def read(self) -> tuple[datetime, str, bool] | None:
        moment = dates.read(self.written, self.seen_at, typed=True)
        if moment is None or dates.fault(moment, self.seen_at):
            return None
        return moment.at, moment.precision.value, moment.zoned


def forms() -> Iterator[Form]:
    for line in FORMS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            written, seen, *means = line.split("\t")
            yield Form(
                written=re.sub(
                    r"\\(?:u([0-9a-f]{4})|\\)",
                    lambda found: chr(int(found[1], 16)) if found[1] else "\\",
                    written,
                ),
                seen_at=SEEN[seen],
                means=_means(*means),
            )


def _means(moment: str, precision: str = "", zoned: str = "") -> tuple[datetime, str, bool] | None:
    if moment == "-":
        return None
    return datetime.fromisoformat(moment).replace(tzinfo=BEIJING), precision, zoned == "yes"


def test_the_corpus_is_as_large_as_promised() -> None:
    written = list(forms())

    assert len(written) >= FEWEST
    assert {form.seen_at for form in written} == set(SEEN.values())


def test_no_form_is_read_as_another_moment() -> None:
    wrong = {
        form.written: found for form in forms() if (found := form.read()) not in (form.means, None)
    }

    assert wrong == {}


def test_nearly_every_form_is_read() -> None:
    readable = [form for form in forms() if form.means is not None]

    refused = [form.written for form in readable if form.read() is None]

    assert len(refused) <= (1 - SHARE) * len(readable), refused


def test_a_month_and_a_day_with_a_dot_are_a_date_only_where_a_person_typed_it() -> None:
    for text in ("11.26", "12.31", "5.20"):
        assert dates.read(text, SEEN["day"]) is None
        assert dates.read(text, SEEN["day"], typed=True) is not None
