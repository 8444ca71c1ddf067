"""The sentences of a WeChat page are found as its tags have them, in one pass."""

import pytest

from monitor.sources.platform_messages import LONGEST, SENTENCE, messages


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<h2 class='weui-msg__title'>该公众号已迁移</h2>", ["该公众号已迁移"]),
        ('<H2 id=a CLASS = "a WEUI-MSG__TITLE b" title=c>甲</h2>', ["甲"]),
        ("<p class='mesg-block'>甲</p><p class=\"global_error_msg\">乙</p>", ["甲", "乙"]),
        ("<div class='title_wrp'>甲<div>乙</div>丙</div>", ["甲<div>乙"]),
        ("<div class='title_wrp'>甲", []),
        ("<div class='title_wrp'", []),
        ("<div class='title_wrp>甲</div>", []),
        ("<div id='title_wrp'>甲</div>", []),
        ("<div class=title_wrp>甲</div>", []),
        ("<div class='a' title='title_wrp'>甲</div>", []),
        ("class='title_wrp'>甲</div>", []),
        ("<p>title_wrp</p><p class='title_wrp'>乙</p>", ["乙"]),
        ("<i>'</i><p class='title_wrp'>乙</p>", ["乙"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_message_stands_in_a_tag_of_its_class(page: str, expected: list[str]) -> None:
    assert list(messages(page)) == expected


@pytest.mark.parametrize(("more", "known"), [(0, True), (1, False)])
def test_a_tag_and_a_sentence_have_their_lengths(more: int, known: bool) -> None:
    class_ = "class='title_wrp'"
    spaces = LONGEST - len("<p class='") + more
    tag = f"<p {' ' * spaces}{class_}>甲</p>"
    after = f"<p {class_}{' ' * (LONGEST - 2 + more)}>甲</p>"
    long = f"<p {class_}>{'甲' * (SENTENCE - 5 + more)}</p>"

    for page in (tag, after, long):
        assert bool(list(messages(page))) is known, page[:60]
