"""The spot check for scripts: the promised shape, worst first, counts that add up."""

import json as json_
import random

from reports import check_json
from tests.conftest import Golden
from tests.reports.builders import everyone, inspection_of


def test_the_whole_value(golden: Golden) -> None:
    value = check_json.render(inspection_of(everyone()))

    golden.check("check.json", json_.dumps(value, ensure_ascii=False, indent=2) + "\n")


def test_the_same_value_in_whatever_order_the_accounts_come() -> None:
    assessments = list(everyone())
    value = check_json.render(inspection_of(assessments))
    random.Random(1).shuffle(assessments)

    shuffled = check_json.render(inspection_of(assessments))

    assert shuffled["accounts"] == value["accounts"]
    assert shuffled["summary"] == value["summary"]


def test_an_incident_counts_its_accounts() -> None:
    value = check_json.render(inspection_of(everyone()))

    assert value["incidents"] == [{"platform": "douyin", "outcome": "bridge_down", "accounts": 3}]
