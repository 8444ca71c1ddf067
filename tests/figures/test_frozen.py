"""What issued reports froze is read by the schema by which it is written, or not at all."""

import json
from copy import deepcopy
from typing import Any

import pytest

from monitor.figures import frozen, issue_diff
from monitor.model import State, Verdict
from monitor.model.errors import StoreError
from reports import figures_json
from tests.reports.papers import county

# as the first program froze it, no more than what is compared: never to be edited
FIRST: dict[str, Any] = {
    "total": {
        "label": "合计", "registered": 6, "looked": 6, "pass": 2, "fail": 3, "unknown": 1,
        "pass_rate": {"part": 2, "whole": 5, "text": "40.0%"}, "posts": 3, "posts_at_least": True,
    },
    "accounts": [
        {"id": "a", "name": "城关发布", "platform": "weibo", "unit": "城关镇", "unit_kind": "town",
         "verdict": "fail", "state": "stale"},
        {"id": "b", "name": "南华发布", "platform": "wechat", "unit": "南华镇", "unit_kind": "town",
         "verdict": None, "state": None},
    ],
}  # fmt: skip
COMPARED = [
    *(("total", key) for key in FIRST["total"]),
    *(("total", "pass_rate", key) for key in ("part", "whole", "text")),
    *(("accounts", 0, key) for key in FIRST["accounts"][0]),
    ("total",),
    ("accounts",),
]


def text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def changed(*path: str | int, to: object = None, named: str = "") -> dict[str, Any]:
    """What was frozen first, with another value in one place, or the value under another key."""
    value = deepcopy(FIRST)
    place: Any = value
    for part in path[:-1]:
        place = place[part]
    if named:
        place[named] = place.pop(path[-1])
    else:
        place[path[-1]] = to
    return value


def test_what_is_frozen_today_names_its_version_and_is_read_again() -> None:
    figures = county()

    read = frozen.read(figures_json.freeze(figures))

    assert read["version"] == frozen.VERSION
    assert read["total"]["pass"] == figures.total.tally.passed
    assert [
        (account["id"], account["verdict"], account["state"]) for account in read["accounts"]
    ] == [(account.account.id, account.verdict, account.state) for account in figures.accounts]


def test_what_is_frozen_is_what_scripts_are_given_and_the_version() -> None:
    output = json.loads(figures_json.freeze(county()))

    assert output.pop("version") == 1
    assert output == figures_json.render(county())


@pytest.mark.parametrize("named", [{}, {"version": 1}])
def test_figures_that_name_no_version_are_of_the_first(named: dict[str, int]) -> None:
    read = frozen.read(text(named | FIRST))

    assert read["total"]["fail"] == 3
    assert (read["accounts"][0]["verdict"], read["accounts"][0]["state"]) == (
        Verdict.FAIL,
        State.STALE,
    )


def test_figures_of_a_later_program_are_refused_in_a_sentence() -> None:
    with pytest.raises(StoreError, match=r"更新版本的程序保存（格式2），请升级程序$"):
        frozen.read(text({"version": 2, "total": "of another shape"}))


@pytest.mark.parametrize("path", COMPARED, ids=str)
def test_a_key_under_another_name_is_refused(
    path: tuple[str | int, ...],
) -> None:
    with pytest.raises(StoreError, match=f"无法读取（.*{path[-1]}）"):
        frozen.read(text(changed(*path, named="renamed")))


def test_the_sum_is_read_from_the_first_part_of_what_is_frozen() -> None:
    whole = figures_json.freeze(county())

    total = frozen.total_in(whole[: whole.index('"by_unit"')])

    assert total == frozen.read(whole)["total"]


@pytest.mark.parametrize(
    "opening",
    [
        "",
        text(FIRST),
        json.dumps({"version": 2, **FIRST}, indent=2),
        json.dumps({"version": 1, "total": {"pass": 1}}, indent=2),
        json.dumps({"version": 1, **FIRST}, indent=2)[:60],
        json.dumps({"version": 1, "note": {"total": 3}}, indent=2),
    ],
)
def test_what_the_first_part_does_not_show_is_left_to_the_whole(opening: str) -> None:
    assert frozen.total_in(opening) is None


@pytest.mark.parametrize("damaged", ["", "[]", "{", '{"version": "x"}'])
def test_what_is_no_figures_is_refused(damaged: str) -> None:
    with pytest.raises(StoreError, match="已发报告保存的数字无法读取"):
        frozen.read(damaged)


@pytest.mark.parametrize(
    ("after", "sentences"),
    [
        (FIRST, ()),
        (changed("total", "registered", to=7), ("登记账号由6变为7",)),
        (changed("total", "looked", to=5), ("检查账号由6变为5",)),
        (changed("total", "pass", to=3), ("合格由2变为3",)),
        (changed("total", "fail", to=2), ("不合格由3变为2",)),
        (changed("total", "unknown", to=0), ("无法判定由1变为0",)),
        (changed("total", "posts", to=4), ("发布信息由3变为4",)),
        (changed("total", "pass_rate", to={"part": 3, "whole": 5, "text": "60%"}),
         ("合格率由40.0%变为60%",)),
        (changed("total", "pass_rate", to={"part": 2, "whole": 5, "text": "四成"}), ()),
        (changed("total", "pass_rate", to={"part": 4, "whole": 10, "text": "40.0%"}), ()),
        (changed("total", "label", to="总计"), ()),
        (changed("accounts", 0, "verdict", to="pass"),
         ("“城关发布”由不合格（超期未更新）变为合格（超期未更新）",)),
        (changed("accounts", 1, "verdict", to="unknown"), ("“南华发布”由未检查变为无法判定",)),
        (changed("accounts", 0, "id", to="c"),
         ("“城关发布”不再列入", "新列入“城关发布”，不合格（超期未更新）")),
        (changed("accounts", 0, "name", to="城关"), ()),
    ],
)  # fmt: skip
def test_a_further_issue_tells_what_it_says_otherwise(
    after: dict[str, Any], sentences: tuple[str, ...]
) -> None:
    assert issue_diff.between(text(FIRST), text({"version": 1} | after)) == sentences
