"""Why a source vouches for nothing, for whoever sets it up."""

import pytest

from monitor.model import Note, NoteKind, Reading
from monitor.sources.explaining import explained
from tests.builders import ago, post, window

SEEN = (post(ago(1)),)
LATER = Note(text="1 条内容未计入时间")
DISORDER = Note(kind=NoteKind.INCOMPLETE, text="内容未按时间由新到旧排列")
ALWAYS = "该类来源不能保证内容齐全"


@pytest.mark.parametrize(
    ("reading", "refusal"),
    [
        (Reading(posts=SEEN), ALWAYS),
        (Reading(posts=SEEN, notes=(LATER,)), ALWAYS),
        (Reading(posts=SEEN, notes=(DISORDER, LATER)), DISORDER.text),
        (Reading(posts=SEEN, notes=(LATER, DISORDER)), DISORDER.text),
        (Reading(posts=SEEN, notes=(LATER, DISORDER), window=window(ago(9))), ""),
    ],
)
def test_a_refusal_is_the_note_that_says_so_wherever_it_stands(
    reading: Reading, refusal: str
) -> None:
    assert explained(object(), reading).refusal == refusal
