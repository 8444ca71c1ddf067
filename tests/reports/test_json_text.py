"""Long lists are printed one by one, as the whole would be."""

import json
from typing import Any

import pytest

from reports import json_text


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"accounts": []},
        {"run": {"id": 1, "名": ["甲", {"a": None}]}, "accounts": [{"id": "a"}, {}, []], "n": 3},
        {"accounts": ["一\n二", '"', "\u2028"], "last": {}},
    ],
)
def test_what_is_written_in_pieces_is_what_is_written_at_once(value: dict[str, Any]) -> None:
    members = ((k, iter(v) if isinstance(v, list) else v) for k, v in value.items())

    text = "".join(json_text.pieces(members))

    assert text == json.dumps(value, ensure_ascii=False, indent=2)


def test_no_item_is_made_before_the_one_before_it_is_written() -> None:
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return number

    items = map(make, range(3))

    pieces = json_text.pieces([("items", items)])

    assert [(piece.strip(" ,[\n"), len(made)) for piece in pieces][1:4] == [
        ("0", 1), ("1", 2), ("2", 3),
    ]  # fmt: skip
