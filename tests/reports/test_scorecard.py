"""How a mark is told: by what people can find again."""

from monitor.scoring import Scheme, scores
from reports import scorecard
from tests.figures.builders import figures, history


def test_a_mark_names_its_checks_by_their_days_and_not_by_their_numbers() -> None:
    (one,) = scores([figures(history("-fpf", proof={4: ("2021-12-31.warc.gz@7",)}))], Scheme())
    (mark,) = one.marks

    assert scorecard.why(mark).endswith("超过14天（10月29日、12月31日检查）")
    assert "次检查" not in scorecard.why(mark)
    (told,) = scorecard.described(one)["marks"]
    assert (told["checks"], told["checked_on"]) == ([2, 4], ["2021-10-29", "2021-12-31"])
