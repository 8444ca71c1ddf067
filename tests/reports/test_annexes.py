"""Which annexes a paper has: none is empty, none holds one line, the numbers have no gap."""

import re

import pytest

from monitor.cases.case import StepKind
from monitor.figures import Figures
from reports.annexes import labels
from reports.document_model import Document
from tests.figures.builders import case, figures, history, registered, step
from tests.reports.papers import LETTER, county, nothing, paper


def quarter(*letters: str, cases: int = 0) -> Figures:
    accounts = [registered(f"a{number}", name=f"第{number}号") for number in range(len(letters))]
    return figures(
        *map(history, letters, accounts),
        cases=tuple(case(n, accounts[0], step(StepKind.OPEN, 2)) for n in range(1, cases + 1)),
    )


@pytest.mark.parametrize(
    ("kind", "value", "present"),
    [
        ("quarter_city", quarter("p"), {}),
        ("quarter_city", quarter("p", "p"), {"everyone": "附件"}),
        ("quarter_city", quarter("f", "p"), {"everyone": "附件"}),
        ("quarter_city", quarter("f", "f"), {"failing": "附件1", "everyone": "附件2"}),
        ("quarter_city", quarter("z", "f"), {"failing": "附件1", "everyone": "附件2"}),
        (
            "quarter_city",
            quarter("z", "z", cases=2),
            {"failing": "附件1", "zombies": "附件2", "everyone": "附件3"},
        ),
        ("quarter_units", quarter("p", "p", cases=1), {}),
        ("quarter_units", quarter("p", "p", cases=2), {"ledger": "附件"}),
        ("quarter_units", quarter("z", "z", cases=2), {"failing": "附件1", "ledger": "附件2"}),
        ("quarter_units", quarter("ff", *("u",) * 8), {}),
        ("quarter_units", quarter("ff", *("u",) * 9), {"unknown": "附件"}),
        ("quarter_city", quarter("p", *("u",) * 9), {"everyone": "附件"}),
        ("month", quarter("f", "f"), {}),
    ],
)
def test_an_annex_has_two_lines_at_least(
    kind: str, value: Figures, present: dict[str, str]
) -> None:
    assert {name: label for name, label in labels(kind, value).items() if label} == present


def numbers(document: Document) -> list[str]:
    return [annex.label for annex in document.annexes]


@pytest.mark.parametrize("kind", ["quarter_city", "quarter_units"])
@pytest.mark.parametrize("every", [False, True])
def test_annexes_follow_in_the_order_of_their_numbers(kind: str, every: bool) -> None:
    value = quarter("zzz", "fff", *("uuu",) * 9, cases=3)
    document = paper(kind, value, every_annex=every)

    assert numbers(document) == [f"附件{n}" for n in range(1, len(document.annexes) + 1)]
    body = [block.text for block in document.blocks if block.kind == "paragraph"]
    told = set(re.findall("附件[0-9]+", "".join(body)))
    assert told and told <= set(numbers(document))


def test_on_demand_everything_of_the_workbook_is_printed() -> None:
    names = [block.text for block in paper("quarter_units", county(), every_annex=True).annexes]

    assert names == [
        "不合格账号清单", "僵尸账号清单及处置建议", "账号检查情况一览表", "无法判定账号清单",
        "分类统计表", "上季度问题整改复查情况", "整改台账", "检查方法与口径说明",
    ]  # fmt: skip
    assert not LETTER.every_annex
    assert not any(block.table.rows == () for block in paper("quarter_city", nothing()).blocks
                   if block.table)  # fmt: skip
