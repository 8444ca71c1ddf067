"""Bytes to characters, and characters made fit to print."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.parsing import text
from tests.lengths import tries

ODD = "镕喆㈱〇—张掖市高台县人民政府"


@pytest.mark.parametrize("declared", ["", "gb2312", "GBK", "utf-8", "iso-8859-1", "big5", "x"])
def test_characters_outside_gb2312_survive_any_declaration(declared: str) -> None:
    assert text.decode(ODD.encode("gb18030"), declared).text == ODD


@pytest.mark.parametrize("declared", ["", "gb2312", "utf-8", "latin-1"])
def test_utf8_is_known_by_itself(declared: str) -> None:
    decoded = text.decode(ODD.encode(), declared)

    assert (decoded.text, decoded.encoding) == (ODD, "utf-8")


def test_a_lying_declaration_is_noted() -> None:
    assert text.decode(ODD.encode(), "gb2312").disagreed
    assert not text.decode(ODD.encode(), "utf-8").disagreed
    assert not text.decode(ODD.encode(), "").disagreed


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_wins(encoding: str) -> None:
    assert text.decode(ODD.encode(encoding), "gb2312").text == ODD


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_cut_inside_a_character_loses_only_that_character(encoding: str, lost: int) -> None:
    body = (ODD + "高").encode(encoding)
    cut = body[: len(body) - 1] if lost == 1 else (ODD + "高").encode(encoding)[:-1]

    assert text.decode(cut, "gb2312", cut=True).text == ODD


@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "gbk"])
@pytest.mark.parametrize("broken", [b"\xe6\xb0", b"\xed\xa0\xbc", b"\xff"])
def test_a_few_broken_signs_turn_no_text_into_another_encodings(
    broken: bytes, declared: str
) -> None:
    """Many a program cuts texts by bytes; two by two, what is left may be read as GBK."""
    body = (
        "水务工作简报发布春灌进展情况".encode() + broken + "，请各单位遵照执行并及时报送".encode()
    )

    decoded = text.decode(body + b"..", declared)

    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith("水务工作简报发布春灌进展情况\ufffd")
    assert decoded.text.endswith("并及时报送..")


@pytest.mark.parametrize(("signs", "encoding"), [(20, "utf-8"), (18, "gb18030")])
def test_one_broken_sign_in_ten_is_too_many(signs: int, encoding: str) -> None:
    assert text.decode("水".encode() * signs + "你".encode("gb18030")).encoding == encoding


def test_a_page_in_gbk_that_says_utf8_is_read_as_it_is() -> None:
    assert text.decode(("水务工作简报，" * 40).encode("gb18030"), "utf-8").encoding == "gb18030"


def test_what_fits_no_encoding_is_replaced_not_dropped() -> None:
    decoded = text.decode(b"abc\xff\xff\xff", "utf-8")

    assert decoded.text.startswith("abc")
    assert "\ufffd" in decoded.text
    assert decoded.disagreed


@pytest.mark.parametrize(
    ("header", "head", "charset"),
    [
        ("text/html; charset=GBK", b"", "gbk"),
        ("text/html", b"<meta charset='gb2312'>", "gb2312"),
        ("", b'<?xml version="1.0" encoding="UTF-8"?>', "utf-8"),
        ("text/html;charset=utf-8", b"<meta charset=gbk>", "utf-8"),
        ("text/html", b"<html>", ""),
    ],
)
def test_the_header_is_asked_before_the_page(header: str, head: bytes, charset: str) -> None:
    assert text.declared_charset(header, head) == charset


def test_markup_goes_and_white_space_folds() -> None:
    html = "<p>甲 &amp;\n 乙</p><!-- 丙 --><script>var a='<b>'</script><br/>丁&nbsp;戊"

    assert text.plain(html) == "甲 & 乙 丁 戊"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("甲\u202e乙\u200b丙\ufeff", "甲乙丙"),
        ("一\n二\t三", "一 二 三"),
        (" 一  二 三\u3000四 ", "一 二 三 四"),
        (" 一  二 ", "一 二"),
        ("x" * 300, "x" * 199 + "…"),
        ("x" * 200, "x" * 200),
        ("=cmd|'/c calc'!A0", "=cmd|'/c calc'!A0"),
    ],
)
def test_text_from_outside_is_made_harmless(raw: str, shown: str) -> None:
    assert text.clean(raw) == shown


def test_platform_sentences_match_in_any_spelling() -> None:
    assert text.normal("此帐号已被屏蔽, 内容无法查看。") == text.normal(
        "此账号已被屏蔽，内容无法查看"
    )


@pytest.mark.parametrize("other", ["城关发布", " 城关 发布", "城关发布\u200b", "城關发布"])
def test_names_are_compared_as_people_do(other: str) -> None:
    assert text.same_name("城关发布", other) is ("關" not in other)


def test_full_width_letters_are_the_same_name() -> None:
    assert text.same_name("平安ＧＴ", "平安gt")


@settings(max_examples=tries(200))
@given(st.binary(max_size=200), st.sampled_from(["", "gbk", "utf-8", "utf-7", "base64", "\x00"]))
def test_nothing_that_arrives_breaks_decoding(body: bytes, declared: str) -> None:
    assert isinstance(text.decode(body, declared).text, str)


@settings(max_examples=tries(200))
@given(st.text(max_size=80))
def test_what_was_written_in_gb18030_or_utf8_comes_back(written: str) -> None:
    for encoding in ("utf-8", "gb18030"):
        try:
            body = written.encode(encoding)
            body.decode("utf-8")
        except UnicodeError:
            continue
        if not body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
            assert text.decode(body).text in (written, body.decode("utf-8"))


def test_what_can_be_printed_needs_no_search_for_what_cannot_be_kept() -> None:
    printed = "".join(sign for sign in map(chr, range(0x110000)) if sign.isprintable())

    assert not text._UNSTORABLE.search(printed) and not text._INVISIBLE.search(printed)
    assert set(text._SPACE.findall(printed)) == {" "}


@settings(max_examples=tries(200))
@given(st.text(max_size=300))
def test_cleaning_is_final(raw: str) -> None:
    once = text.clean(raw, 100)

    assert len(once) <= 100
    assert text.clean(once, 100) == once


@pytest.mark.parametrize(
    ("name", "sentence"), [("李 华", "李华"), (" 李\u3000华 ", "李华"), ("Li Hua", "Li Hua")]
)
def test_names_lose_the_spaces_that_align_them(name: str, sentence: str) -> None:
    assert text.joined(name) == sentence
