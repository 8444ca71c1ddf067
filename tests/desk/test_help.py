"""帮助: it says every word that other pages show, and no word that they do not."""

from collections.abc import Iterable

import pytest

from monitor.cases.case import Stage, StepKind
from monitor.desk import act_words, help_words
from monitor.model import State, Verdict
from monitor.model.outcome import Outcome
from monitor.review.worklist_tasks import Need
from tests.desk.builders import Browser, text


@pytest.mark.parametrize(
    ("told", "there"),
    [
        (help_words.VERDICTS, Verdict),
        (help_words.STATES, State),
        (help_words.NEEDS, Need),
        (help_words.STAGES, Stage),
        (help_words.STEPS, StepKind),
    ],
)
def test_no_word_is_left_out(told: Iterable[object], there: Iterable[object]) -> None:
    assert list(told) == list(there)


def test_every_button_has_the_name_of_its_act() -> None:
    assert set(help_words.BUTTONS) <= set(act_words.WORDS)


def test_the_page_shows_them_in_the_words_of_other_pages(browser: Browser) -> None:
    page = text(browser.get("/help"))

    for word in (*Verdict, *State, *Need, *Stage, *StepKind, *Outcome):
        assert word.label in page, word
    for title, _ in help_words.TROUBLES:
        assert title in page


def test_every_sentence_ends_as_one() -> None:
    tables = (
        help_words.VERDICTS, help_words.STATES, help_words.NEEDS, help_words.STAGES,
        help_words.STEPS, help_words.BUTTONS, dict(help_words.TROUBLES),
    )  # fmt: skip
    wrong = [text for table in tables for text in table.values() if not text.endswith("。")]

    assert wrong == []
