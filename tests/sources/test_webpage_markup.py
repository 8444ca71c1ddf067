"""What of a page's characters nobody is shown, and where a sign is missing."""

import pytest

from monitor.sources.webpage.markup import Grade, markup_of

MEANT, SOUND, DOUBTFUL, BROKEN = Grade
REST = "<ul><li><a href='/a/1.html' title=\"讯\">讯</a></li></ul></body></html>"


def graded(text: str) -> list[tuple[Grade, str]]:
    return [(one.grade, text[one.start : one.end]) for one in markup_of(text).stretches]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("<p ", (BROKEN, "<p <ul>")),
        ("<p", (BROKEN, "<p<ul>")),
        ("</", (BROKEN, "</<ul>")),
        ("</li ", (BROKEN, "</li <ul>")),
        ("<a href=x", (BROKEN, "<a href=x<ul>")),
        ("<!", (BROKEN, "<!<ul>")),
        ("<![CDATA[", (BROKEN, "<![CDATA[<ul>")),
        ("<?", (BROKEN, "<?<ul>")),
        ("<img alt='图>", (BROKEN, "'图><ul><li><a href='")),
        ('<a title="x', (BROKEN, "\"x<ul><li><a href='/a/1.html' title=\"")),
        ("<!-- 图", (BROKEN, "<!-- 图" + REST)),
        ("<textarea>", (BROKEN, "<textarea>" + REST)),
        ("<select>", (BROKEN, "<select>" + REST)),
        ("<plaintext>", (BROKEN, "<plaintext>" + REST)),
        (
            "<img alt='<b>图</b>'x>",
            (BROKEN, "'<b>图</b>'"),
        ),  # what follows it is no sign of its own
        ("<img alt='>图<b>'>", (BROKEN, "'>图<b>'")),
        ("<img alt='<b>图'>", (SOUND, "'<b>图'")),
        ("<img alt='<b 图'>", (BROKEN, "'<b 图'")),
        ("<img alt='<b>图</b>'/>", (SOUND, "'<b>图</b>'")),
        ("<img alt='a>b'>", (SOUND, "'a>b'")),
        ("<i onclick='if(a>b)w(<i>)'>", (SOUND, "'if(a>b)w(<i>)'")),
        ("<a href=\"javascript:w('<b')\">", (SOUND, "\"javascript:w('<b')\"")),
        ("<a href=' JavaScript:if(a>b)w(<i>)'>", (SOUND, "' JavaScript:if(a>b)w(<i>)'")),
        ("<i onclick='w(1)><b>'x'>", (BROKEN, "'w(1)><b>'")),
        ("<img alt='<b>图</b>'/a/1.html'>", (BROKEN, "'<b>图</b>'")),
        ("<!DOCTYPE html>", (DOUBTFUL, "<!DOCTYPE html>")),
        ("</ p>", (DOUBTFUL, "</ p>")),
        ("<!-- a -->", (MEANT, "<!-- a -->")),
        ("<!-- <p><br>a</p> -->", (MEANT, "<!-- <p><br>a</p> -->")),
        ("<!-- <p>a -->", (DOUBTFUL, "<!-- <p>a -->")),
        ("<!-- a</p> --!>", (DOUBTFUL, "<!-- a</p> --!>")),
        ("<!-- <br> <!-- a -->", (DOUBTFUL, "<!-- <br> <!-- a -->")),
        ("<!-- <!-- <br> -->", (MEANT, "<!-- <!-- <br> -->")),
        ("<!--[if IE]><p>a</p><![endif]-->", (DOUBTFUL, "<!--[if IE]><p>a</p><![endif]-->")),
        ("<!--[if IE]>a<![endif]-->", (DOUBTFUL, "<!--[if IE]>a<![endif]-->")),
        ("<!-- [if] -->", (MEANT, "<!-- [if] -->")),
        ("<select><option>a</select>", (SOUND, "<option>a")),
        ("<select><option><li>a</select>", (DOUBTFUL, "<option><li>a")),
        ("<style>a>b</style>", (SOUND, "a>b")),
        ("<style><p></style>", (DOUBTFUL, "<p>")),
        ("<title>a<b></title>", (SOUND, "a<b>")),
        ("<title><title></title>", (DOUBTFUL, "<title>")),
        ("<textarea><p></textarea>", (SOUND, "<p>")),
        ("<textarea><TEXTAREA></textarea>", (DOUBTFUL, "<TEXTAREA>")),
        ("<script><!-- a //--></script>", (SOUND, "<!-- a //-->")),
        ("<script><!-- '<script' </script>", (DOUBTFUL, "<!-- '<script' ")),
        ("<script><!-- '<script' --></script>", (SOUND, "<!-- '<script' -->")),
        ("<script>a\n <script>b</script>", (DOUBTFUL, "a\n <script>b")),
        ("<script>w('<script>')</script>", (SOUND, "w('<script>')")),
    ],
)
def test_what_nobody_is_shown_is_graded(text: str, hidden: tuple[Grade, str]) -> None:
    assert hidden in graded(text + REST)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<p><br/><a href=x target=_blank>",
        "a < b <3 <《水法》> < p>",
        '<a title="关于"节水"">',
        '<td width="100"">',
        '<a href="x"target="y">',
        "<i title = 'it' lang=\"it's\">",
        "<!--><!--->",
    ],
)
def test_what_is_merely_sloppy_hides_nothing(text: str) -> None:
    assert graded(text + REST) == []


def test_what_stands_within_one_of_its_own_name_is_hidden_once() -> None:
    assert graded("<select>" * 3 + "a</select>" + REST) == [
        (DOUBTFUL, "<select><select>a"),
    ]
    assert len(graded("<select>" * 3 + REST)) == 1


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("<div><p>a</div>", False),
        ("<div><p>a", True),
        ("<div><p>a</body>", False),
        ("<div></div><p", True),
        ("<p>a</p", True),
        ("<p>a<br>", False),
        ("<p>a<!-- b", True),
        ("<p>a<!-- b</body>", False),
    ],
)
def test_a_page_that_stops_before_its_end_is_cut(text: str, cut: bool) -> None:
    assert markup_of(text).cut is cut
