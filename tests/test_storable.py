"""The one door for texts: whatever comes in, every store, file and service can hold what stays."""

import io
import sqlite3

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook

from monitor.parsing import text
from reports import ooxml, xlsx
from tests.lengths import tries

FAMILY = "👨\u200d👩\u200d👧"
CHINESE = "张掖市高台县人民政府办公室（2021年12月31日）：〇镕㈱，“引号”——破折号…"
anything = st.text(st.characters(codec=None, categories=None) | st.characters(categories=["Cs"]))
odd = st.text(
    st.sampled_from(
        "\ud83d\ude00\udc00\x00\x07\x1b\x7f\x85\x9f\ufdd0\ufffe\uffff\U0001fffe\u202e\u200d"
    )
    | st.sampled_from("甲👨👧\ufe0f\U0001f3fb _x0041_\n\t<&")
)


@given(anything | odd)
def test_what_is_kept_goes_into_every_store(raw: str) -> None:
    kept = text.storable(raw)

    assert kept.encode().decode() == kept
    db = sqlite3.connect(":memory:")
    assert db.execute("SELECT ?", [kept]).fetchone() == (kept,)
    db.close()
    element = etree.Element("a", {"b": kept})
    element.text = kept
    assert etree.fromstring(etree.tostring(element)).get("b") is not None
    assert text.storable(kept) == kept


def test_of_all_characters_only_those_go_that_no_xml_or_text_can_hold() -> None:
    wrong = []
    for number in range(0x110000):
        sign = chr(number)
        control = (number < 0x20 and sign not in "\t\n\r") or 0x7F <= number <= 0x9F
        none = 0xFDD0 <= number <= 0xFDEF or number & 0xFFFE == 0xFFFE
        goes = control or none or 0xD800 <= number <= 0xDFFF
        if text.storable(sign) != ("" if goes else sign) or bool(text.odd(sign)) is not goes:
            wrong.append(hex(number))

    assert wrong[:10] == []


@settings(max_examples=tries(40))
@given(anything | odd)
def test_what_is_kept_goes_into_every_document(raw: str) -> None:
    kept = text.storable(raw, 300)

    word = docx.Document()
    ooxml.run(word.add_paragraph(), raw, "宋体", None)
    word.save(io.BytesIO())
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "x"
    sheet["A1"].value = xlsx.written(kept)
    sheet["A1"].data_type = "s"
    book.save(stream := io.BytesIO())
    assert load_workbook(stream).active is not None


@given(anything | odd, st.integers(1, 60))
def test_what_is_kept_is_bounded_and_final(raw: str, limit: int) -> None:
    for fit in (text.storable, text.clean):
        once = fit(raw, limit)

        assert len(once) <= limit
        assert fit(once, limit) == once


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_ordinary_chinese_stays_as_it_is(raw: str) -> None:
    assert text.storable(raw) is raw
    assert text.clean(raw, 10_000) == raw


@pytest.mark.parametrize(
    "whole",
    [
        CHINESE, FAMILY, "👩🏻\u200d⚕️", "❤️", "🏳️\u200d🌈", "👍🏽", "葛\U000e0100", "か\u3099",
        "①Ⅷ㊣", "𠮷野家", "☎︎ 0936",
    ],
)  # fmt: skip
def test_what_people_write_is_left_alone(whole: str) -> None:
    assert text.storable(whole) == whole
    assert text.clean(whole) == whole


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("临河\ud83c", "临河"),
        ("临河\ud83d\ude00", "临河😀"),
        ("\ude00\ud83d临河", "临河"),
        ("\ud83d\x07\ude00", ""),
        ("临河\ufffe动态\uffff", "临河动态"),
        ("\ufdd0\ufdef\U0010ffff\U0001fffe", ""),
        ("\x00\x07\x1b[31m\x7f\x9b", "[31m"),
        ("一\n二\t三\r", "一\n二\t三\r"),
    ],
)
def test_what_no_file_can_hold_goes(raw: str, kept: str) -> None:
    assert text.storable(raw) == kept


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("甲\u202e乙\u2066丙\u061c\u200f", "甲乙丙"),
        ("甲\u200d乙", "甲乙"),
        ("👨\u200d", "👨"),
        ("\u200d👨", "👨"),
        ("👨\u200d\u200d👩", "👨👩"),
        ("甲\u2028乙\x85", "甲 乙"),
        ("甲\U000e0041\U000e007f\xad", "甲"),
    ],
)
def test_what_turns_or_hides_text_is_not_shown(raw: str, shown: str) -> None:
    assert text.clean(raw) == shown


@pytest.mark.parametrize("before", range(30))
def test_a_sign_drawn_as_one_is_not_cut_apart(before: int) -> None:
    kept = text.storable("甲" * before + FAMILY * 20, 40)

    assert kept.rstrip("…").replace("甲", "").replace(FAMILY, "") == ""
    assert 35 <= len(kept) <= 40


@pytest.mark.parametrize("endless", ["e" + "\u0301" * 1_000, "👨\u200d" * 500 + "👨"])
@pytest.mark.parametrize("limit", range(38, 44))
def test_a_sign_without_end_is_cut_all_the_same(endless: str, limit: int) -> None:
    once = text.clean(endless, limit)

    assert limit - 1 <= len(once) <= limit
    assert text.clean(once, limit) == once


@given(anything | odd, anything | odd)
@example("a\ud800", "a\ud801")
@example("a\x07", "a")
@example("a" * 60 + "b", "a" * 60 + "c")
def test_two_keys_never_become_one(one: str, other: str) -> None:
    kept = text.key(one, 50)

    assert len(kept) <= 50 and text.storable(kept) == kept
    assert text.key(kept, 50) == kept
    assert (kept == text.key(other, 50)) is (one == other)


@pytest.mark.parametrize("whole", ["", "a" * 50, "https://a.invalid/?id=1#x", CHINESE[:50]])
def test_a_key_that_can_be_kept_is_kept(whole: str) -> None:
    assert text.key(whole, 50) == whole


@pytest.mark.parametrize("written", ["甲\ud800", "_x0007_", "_x005F_x0007_", "_X0041_", "a_x41_"])
def test_a_workbook_gives_back_what_was_written(written: str) -> None:
    from monitor.parsing.tables.cells import unescaped

    assert unescaped(xlsx.written(written)) == text.storable(written)


def test_a_cell_holds_no_more_than_the_format_allows() -> None:
    assert len(xlsx.written("甲" * 40_000)) == xlsx.LONGEST
    assert len(xlsx.written("😀" * 40_000).encode("utf-16-le")) // 2 <= xlsx.LONGEST


@pytest.mark.parametrize(
    "opening",
    [
        "<script ",
        "<!--",
        "<",
        "<a title='",
        "</script ",
        "<script>",
        "<!-- >",
        "<style><!-- ",
        "<b>",
    ],
)
def test_a_title_of_a_megabyte_of_beginnings_is_read(opening: str) -> None:
    """Whoever searches for each end anew will not come to one."""
    markup = opening * (1_000_000 // len(opening))

    assert len(text.clean(text.plain(markup))) <= 200


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<!-- a > b --> 丙", "丙"),
        ("<!-- 甲", "<!-- 甲"),
        ("<!-- 甲> 乙", "乙"),
        ("<script>甲", "甲"),
        ("<script>甲</style >乙<SCRIPT>丙</script>", "乙"),
        ("甲<乙", "甲<乙"),
        ("甲<br>乙<丙", "甲 乙<丙"),
        ("<scripted>甲</scripted>", "甲"),
        ("<script><!-- </script>甲-->", "甲-->"),
    ],
)
def test_markup_goes_even_where_something_is_left_open(markup: str, plain: str) -> None:
    assert text.plain(markup) == plain


@pytest.mark.parametrize("other", ["城关❤发布", "城关❤️发布", "城关❤\u200d发布"])
def test_names_are_the_same_in_whatever_variant_a_sign_is_drawn(other: str) -> None:
    assert text.same_name("城关❤️发布", other)
