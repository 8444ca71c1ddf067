"""`monitor rollup report`: a city's papers come from the bundles that count, and stay as issued."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from docx import Document
from openpyxl import load_workbook

from monitor.figures import Figures
from monitor.parsing.text import storable
from tests.figures.builders import MADE_AT, QUARTER, figures, history, registered
from tests.reports.city_bundles import content_of
from tests.reports.papers import HOSTILE
from tests.rollup.cities import City, make_city
from tests.running import Done, run

COUNTIES = (("629901", "甲源区"), ("629902", "乙溪县"), ("629903", "丙川县"))
WORDS = ("rollup", "report", "quarter", "2021Q4")
LATER = MADE_AT + timedelta(days=2)
JSON = "2021Q4/2021Q4政务新媒体检查情况汇总报告.json"


def county(letters: str = "ppf", name: str = "") -> Figures:
    """Return a county of as many accounts, each of which every look found so."""
    accounts = [
        registered(f"a{n}", name=name or f"第{n}号发布", unit=name or "财政局")
        for n in range(len(letters))
    ]
    value = figures(
        *(history(letter * 3, account) for letter, account in zip(letters, accounts, strict=True))
    )
    return replace(value, register_order=tuple(account.id for account in accounts))


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    with time_machine.travel(LATER, tick=False):
        yield make_city(tmp_path / "city", COUNTIES)


def hand_in(city: City, number: int, letters: str = "ppf", **known: Any) -> None:
    code, name = COUNTIES[number]
    value = known.pop("value", None) or county(letters)
    (added,) = city.add(content_of(value, code, name, **known), now=LATER)
    assert added.head is not None, added.why


def told(city: City, *words: str) -> Any:
    return json.loads(run(city.folder, *WORDS, *words, "--json").out)


def text_of(city: City, kind: str = "汇总报告") -> str:
    file = city.folder / f"out/2021Q4/2021Q4政务新媒体检查情况{kind}.docx"
    return "\n".join(paragraph.text for paragraph in Document(str(file)).paragraphs)


def issue(city: City, number: str, day: str) -> Done:
    return run(city.folder, *WORDS, "--format", "json,docx", "--issue", number, day)


@pytest.mark.long
def test_a_report_and_a_circular_come_from_what_was_handed_in(city: City) -> None:
    hand_in(city, 0, "ppff")
    hand_in(city, 1, "ppu")

    done = run(city.folder, *WORDS, "--format", "docx,xlsx,html,json")
    down = run(city.folder, *WORDS, "--for", "units", "--format", "docx")

    assert (done.code, down.code) == (0, 0)
    assert len(list((city.folder / "out/2021Q4").iterdir())) == 4 + 1 + 1  # and the manifest
    counted = json.loads((city.folder / "out" / JSON).read_text("utf-8"))
    assert [county["reported"] for county in counted["counties"]] == [True, True, False]
    total = counted["total"]
    assert [total[key] for key in ("registered", "pass", "fail", "unknown")] == [7, 4, 2, 1]
    assert total["pass_rate"]["text"] == "66.7%"
    assert "未报送1个（丙川县）" in text_of(city)
    assert "丙川县要于" in text_of(city, "汇总通报")
    assert "各县（区）人民政府：" in text_of(city, "汇总通报")


@pytest.mark.long
def test_files_are_the_same_in_whatever_order_bundles_came(city: City, tmp_path: Path) -> None:
    other = make_city(tmp_path / "other", COUNTIES)
    for place, order in ((city, (0, 1, 2)), (other, (2, 0, 1))):
        for number in order:
            hand_in(place, number)
        assert run(place.folder, *WORDS, "--format", "docx,html,json").code == 0

    first, second = (
        {
            file.name: file.read_bytes()
            for file in (place.folder / "out/2021Q4").iterdir()
            if not file.name.startswith("manifest")
        }
        for place in (city, other)
    )
    assert first == second


@pytest.mark.long
def test_a_later_version_counts_and_the_change_is_said(city: City) -> None:
    hand_in(city, 0, "pppp")
    hand_in(city, 0, "pppf", version=2)

    run(city.folder, *WORDS, "--format", "docx")

    words = "甲源区报送第2版，以后报送的为准：合格由4个更正为3个，不合格由0个更正为1个"
    assert words in text_of(city)
    assert told(city)["total"]["fail"] == 1


@pytest.mark.long
def test_another_limit_is_marked_and_a_broken_chain_is_named(city: City) -> None:
    hand_in(city, 0)
    hand_in(city, 2)
    other = county()
    hand_in(city, 1, value=replace(other, limits={**other.limits, "max_days": 10}))
    hand_in(city, 0, "ppp", version=2)  # knows nothing of the first

    run(city.folder, *WORDS, "--format", "docx")

    assert "①乙溪县不合格标准为10天（其他多为14天）" in text_of(city)
    assert "甲源区数据链中断" in text_of(city)
    (broken,) = (c for c in told(city)["counties"] if c["reported"] and c["bundle"]["broken"])
    assert broken["code"] == "629901"


@pytest.mark.long
def test_what_cannot_be_used_is_returned_and_in_no_sum(city: City) -> None:
    hand_in(city, 0)
    spoilt = bytearray(content_of(county(), *COUNTIES[1]))
    spoilt[len(spoilt) // 2] ^= 1
    file = city.put(bytes(spoilt), "629902-2021Q4-v1.monitor.zip")
    run(city.folder, "rollup", "add", file)

    run(city.folder, *WORDS, "--format", "docx")

    assert "乙溪县报送的数据包不能使用，已退回" in text_of(city)
    assert [c["reported"] for c in told(city)["counties"]] == [True, False, False]
    assert told(city)["counties"][1]["returned"]


def test_nothing_handed_in_is_said_and_no_number_is_made_up(city: City) -> None:
    done = run(city.folder, *WORDS, "--format", "terminal,docx")

    assert done.code == 0 and done.out.count("未报") == 3
    assert "均未报送，没有可以汇总的检查结果" in text_of(city)
    assert "合格率" not in text_of(city)


def test_what_is_issued_stays_and_the_next_issue_says_what_changed(city: City) -> None:
    hand_in(city, 0, "ppff")
    hand_in(city, 1, "ppp")
    first = issue(city, "云政办报〔2022〕3号", "2022-01-05")
    hand_in(city, 1, "ppf", version=2)
    hand_in(city, 2, "pp")

    draft = run(city.folder, *WORDS, "--format", "json")
    second = issue(city, "云政办报〔2022〕8号", "2022-01-06")

    assert (first.code, second.code) == (0, 0)
    assert (
        "云政办报〔2022〕3号 已于 2022-01-05 印发（第1版），本次生成的是草稿。"
        in draft.out + draft.err
    )
    out = city.folder / "out/2021Q4"
    folders = sorted(path.name for path in out.iterdir() if path.is_dir())
    assert folders == ["汇总报告第1版", "汇总报告第2版"]
    manifest = json.loads((out / "汇总报告第2版/manifest.json").read_text("utf-8"))
    assert {
        "登记账号由7变为9",
        "丙川县由未报变为已报",
        "乙溪县合格由3变为2，不合格由0变为1",
    } <= set(manifest["changes"])
    assert list(manifest["bundles"]) == [code for code, _ in COUNTIES]
    kept = json.loads((out / "汇总报告第1版" / Path(JSON).name).read_text("utf-8"))
    assert kept["total"]["registered"] == 7


@pytest.mark.long
def test_what_a_city_issued_of_its_counties_is_no_measure_for_its_own_accounts(city: City) -> None:
    hand_in(city, 0, "ppff")
    issue(city, "云政办报〔2022〕3号", "2022-01-05")

    own = json.loads(run(city.folder, "report", "quarter", "2022Q1", "--json").out)

    assert own["before"] is None


def before() -> Figures:
    """Return a county a quarter earlier, when nobody looked."""
    value = figures(history("---"), spotchecks=())
    return replace(value, made_at=MADE_AT - timedelta(days=91), period=QUARTER.before)


@pytest.mark.long
@pytest.mark.parametrize("everybody", [True, False])
def test_a_rate_is_compared_where_the_same_counties_reported(city: City, everybody: bool) -> None:
    for number in (0, 1):
        hand_in(city, number, value=before())
    for number in (0, 1)[: 2 if everybody else 1]:
        hand_in(city, number)

    assert (told(city)["before"] is not None) == everybody


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--ranking",), "排名须有文件要求"),
        (("--document", "《通知》"), "排名须有文件要求"),
        (("--format", "cover"), "领导阅签单（cover）只有季度、月度文稿才有"),
        (("--issue", " ", "2022-01-05"), "--issue 请写文号"),
        (("--issue", "3号", "2021-12-31"), "尚未结束，不能印发"),
    ],
)
def test_what_cannot_be_made_is_refused_with_a_sentence(
    city: City, words: tuple[str, ...], sentence: str
) -> None:
    done = run(city.folder, *WORDS, *words)

    assert done.code == 2
    assert sentence in done.err


@pytest.mark.long
def test_a_document_that_orders_it_puts_counties_in_the_order_of_their_rates(city: City) -> None:
    for number, letters in enumerate(("pf", "pp", "ppf")):
        hand_in(city, number, letters)

    run(city.folder, *WORDS, "--format", "docx", "--ranking", "--document", "云政办函〔2021〕9号")

    table = Document(str(city.folder / "out/2021Q4/2021Q4政务新媒体检查情况汇总报告.docx")).tables[
        0
    ]
    assert [row.cells[0].text for row in table.rows][1:] == ["乙溪县", "丙川县", "甲源区", "合计"]
    assert "按照云政办函〔2021〕9号的要求，以合格率为序" in text_of(city)


def test_an_office_without_counties_is_told_what_to_write(tmp_path: Path) -> None:
    place = make_city(tmp_path / "city", ())

    done = run(place.folder, *WORDS)

    assert done.code == 2
    assert "没有 counties" in done.err


@pytest.mark.long
def test_names_from_outside_become_no_formula_no_markup_and_no_sign(city: City) -> None:
    for number, letter in enumerate("fuz"):
        accounts = [
            registered(f"h{n:02}", name=name, unit=name)
            for n, name in enumerate(map(storable, HOSTILE))
        ]
        value = figures(*(history(letter * 3, account) for account in accounts))
        hand_in(city, number, value=value)

    for audience in ("city", "units"):
        words = ("--for", audience, "--annexes", "all", "--format", "docx,xlsx,html")
        assert run(city.folder, *WORDS, *words).code == 0

    folder = city.folder / "out/2021Q4"
    for file in folder.glob("*.xlsx"):
        book = load_workbook(io.BytesIO(file.read_bytes()))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert "f" not in {cell.data_type for cell in cells}
    for file in folder.glob("*.html"):
        page = file.read_text("utf-8")
        assert "<script" not in page and "\u202e" not in page
    assert not re.search(r"^[=#@]", text_of(city), re.MULTILINE)
    assert "假标题" not in [
        paragraph.text
        for paragraph in Document(str(next(folder.glob("*汇总报告.docx")))).paragraphs
    ]
