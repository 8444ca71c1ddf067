"""Find a page's hidden characters and broken markup, without a tree.

The characters are taken as a browser takes them, tag by tag, in one pass. What stands within a
tag, a comment or a script is shown to nobody; where it is there because a sign is missing, the
page cannot be read whole, whatever a parser makes of it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

_OPENING = re.compile(r"<(?:(!--)|([!?])|(/?)(?:([a-zA-Z][^\s/<>]*)|([^\s/<>a-zA-Z>]?)))")
_ATTRIBUTE = re.compile(
    r"[\s/]*+(?P<name>=?+[^\s/>=]*+)"
    r"(?:\s*+=\s*+(?P<value>\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+|(?=>))|(?P<none>(?!\s*+=)))"
)
_AFTER_VALUE = re.compile(r"[\s>]|/[\s>]|$")  # an address that lost its own quote begins otherwise
_IS_SCRIPT = re.compile(r"on[a-z]", re.I)
_RUNS = re.compile(r"[\"']\s*javascript:", re.I)
_MARKUP = re.compile(r"<[a-zA-Z/!?]")
_ELEMENT = re.compile(r"<(?:meta|link|script|body|div|ul|li|table|a|p)\b", re.I)
_NAMED = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)")
_SCRIPT_BEGINS = re.compile(r"(?:^|>)[ \t]*<script\b", re.I | re.M)
_NO_CHOICE = re.compile(r"<(?:a|li|p|td|div|select)\b", re.I)  # nobody puts it among choices
_ENDED = re.compile(r"</(?:body|html)\b", re.I)
COMMENT_END = re.compile(r"--!?>")
RAW = frozenset(  # what stands within is text, up to the closing tag
    {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"}
)
UNREAD = frozenset({"noscript", "template", "select"})  # what stands within is read by nobody
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"}
)
ROOTS = frozenset({"html", "body"})
BLOCKS = ("ul", "ol", "dl", "table", "div", "section", "article", "form", "center")


class Grade(IntEnum):
    """Whether a stretch is hidden on purpose or by broken markup."""

    MEANT = 0  # taken out by its author, tag by tag
    SOUND = 1  # hidden by what it stands in, and that is closed
    DOUBTFUL = 2  # closed, but perhaps by what closes something else
    BROKEN = 3  # a sign is missing


@dataclass(frozen=True, slots=True)
class HiddenSpan:
    """Hidden characters, from *start* to before *end*."""

    start: int
    end: int
    grade: Grade


@dataclass(frozen=True, slots=True)
class Markup:
    """A page's characters: its hidden *stretches* in their order, and whether it was *cut* off.

    *comments*: start and end of each, an unclosed one ends with the page; *roots*: the opening
    and closing tags of page and body.
    """

    stretches: tuple[HiddenSpan, ...]
    cut: bool
    comments: tuple[tuple[int, int], ...] = ()
    roots: tuple[tuple[int, int], ...] = ()

    def around(self, place: int) -> HiddenSpan | None:
        """Return the worst stretch around *place*, None where it is visible."""
        there = (stretch for stretch in self.stretches if stretch.start <= place < stretch.end)
        return max(there, key=lambda stretch: stretch.grade, default=None)


def markup_of(text: str) -> Markup:
    """Return the markup of *text*."""
    scanner = _Scanner(text)
    stretches = tuple(sorted(scanner.stretches(), key=lambda stretch: stretch.start))
    return Markup(
        stretches=stretches,
        cut=scanner.is_cut(),
        comments=tuple(scanner.comments),
        roots=tuple(scanner.roots),
    )


def _is_even(inside: str) -> bool:
    """Say whether all tags in a comment are closed in it, as where its author meant it."""
    open_tags: Counter[str] = Counter()
    for closing, name in _NAMED.findall(inside):
        if name.lower() not in VOID:
            open_tags[name.lower()] += -1 if closing else 1
    return not any(open_tags.values())


@dataclass(slots=True)
class _Scanner:
    text: str
    open: Counter[str] = field(default_factory=Counter)  # opened less closed, by name
    stopped: bool = False  # within a tag
    endless: bool = False  # within a comment
    comments: list[tuple[int, int]] = field(default_factory=list)
    roots: list[tuple[int, int]] = field(default_factory=list)
    _closers: dict[str, int] = field(default_factory=dict)
    _hidden_to: dict[str, int] = field(default_factory=dict)  # what a tag of that name hides

    def is_cut(self) -> bool:
        """Say whether the page stops within a tag, or with something open and no last tag."""
        if self.stopped:
            return True
        is_open = self.endless or any(self.open[name] > 0 for name in BLOCKS)
        return is_open and not _ENDED.search(self.text)

    def stretches(self) -> Iterator[HiddenSpan]:
        here = 0
        while match := _OPENING.search(self.text, here):
            comment, declared, closing, name, other = match.groups()
            if comment:
                here, hidden = self._comment(match.start())
            elif declared or (closing and not name):
                here, hidden = self._bogus(match.start(), match.end() - len(other or ""))
            elif name:
                here, hidden = self._tag(match, name.lower(), closing=bool(closing))
            else:
                here, hidden = match.start() + 1, []  # a sign that opens nothing is text
            yield from hidden

    def _comment(self, start: int) -> tuple[int, list[HiddenSpan]]:
        for short in ("<!-->", "<!--->"):
            if self.text.startswith(short, start):
                return start + len(short), []
        match = COMMENT_END.search(self.text, start + 4)
        self.comments.append((start, match.end() if match else len(self.text)))
        if match is None:
            self.endless = True
            return self._endless(start)
        inside = self.text[start + 4 : match.start()]
        first = _MARKUP.search(inside)
        nested = first is not None and "<!--" in inside[first.end() :]
        shown = inside.startswith("[if") and first is not None  # to old browsers, by its author
        doubtful = nested or shown or not _is_even(inside)
        grade = Grade.DOUBTFUL if doubtful else Grade.MEANT
        return match.end(), [HiddenSpan(start, match.end(), grade)]

    def _bogus(self, start: int, inside: int) -> tuple[int, list[HiddenSpan]]:
        """Take what a browser drops up to the next ``>``: declarations, invalid closing tags."""
        end = self.text.find(">", inside)
        if end < 0:
            return self._endless(start)
        broken = _MARKUP.search(self.text, inside, end) is not None
        grade = Grade.BROKEN if broken else Grade.DOUBTFUL
        return end + 1, [HiddenSpan(start, end + 1, grade)]

    def _tag(
        self, match: re.Match[str], name: str, *, closing: bool
    ) -> tuple[int, list[HiddenSpan]]:
        end, hidden = self._to_end(match.start(), match.end())
        if end < 0:
            self.stopped = True
            return self._endless(match.start())
        self.open[name] += -1 if closing else 1
        if name in ROOTS:
            self.roots.append((match.start(), end))
        if closing or (name not in RAW and name not in UNREAD):
            return end, hidden
        if end < self._hidden_to.get(name, 0):
            return end, hidden  # within one of its own name, which is taken already
        close = self._closer(name, end)
        self._hidden_to[name] = close if close >= 0 else len(self.text)
        if close < 0:
            after, unended = self._endless(match.start())
            return (after if name in RAW else end), hidden + unended
        hidden.append(HiddenSpan(end, close, self._grade_of_content(name, end, close)))
        return (close if name in RAW else end), hidden

    def _to_end(self, start: int, inside: int) -> tuple[int, list[HiddenSpan]]:
        """Return the end of the tag, -1 for none, and the stretches hidden in it by mistake."""
        end = self.text.find(">", inside)
        if end < 0:
            return -1, []
        plain = self.text[inside:end]
        if "<" not in plain and plain.count('"') % 2 == 0 == plain.count("'") % 2:
            return end + 1, []
        return self._attributes(start, inside)

    def _attributes(self, start: int, inside: int) -> tuple[int, list[HiddenSpan]]:
        here = inside
        hidden: list[HiddenSpan] = []
        broken = self.text.startswith("<", here)
        while match := _ATTRIBUTE.match(self.text, here):
            value = match["value"] or ""
            quoted = value[:1] in ('"', "'") and bool(value)
            broken = broken or "<" in match["name"] or (not quoted and "<" in value)
            if quoted and ("<" in value or ">" in value):
                grade = self._grade_of_value(match["name"], value, match.end())
                hidden.append(HiddenSpan(match.start("value"), match.end(), grade))
            if match.end() == here or self.text.startswith(">", match.end()):
                here = match.end()
                break
            here = match.end()
        if not self.text.startswith(">", here):
            return -1, []
        if broken:
            hidden.append(HiddenSpan(start, here + 1, Grade.BROKEN))
        return here + 1, hidden

    def _grade_of_value(self, name: str, value: str, end: int) -> Grade:
        """Grade markup within a quoted value: meant, or swallowed by an open quote."""
        first = _MARKUP.search(value)
        if first is None:
            return Grade.SOUND
        closes = 0 <= value.find(">") < first.start()
        follows = not _AFTER_VALUE.match(self.text, end)
        if _IS_SCRIPT.match(name) or _RUNS.match(value):
            return Grade.BROKEN if closes and follows else Grade.SOUND
        uneven = value.count("<") != value.count(">")
        return Grade.BROKEN if closes or uneven or follows else Grade.SOUND

    def _grade_of_content(self, name: str, start: int, end: int) -> Grade:
        inside = self.text[start:end]
        if name == "script":
            escaped = inside.find("<!--")
            doubly = escaped >= 0 and "-->" not in inside[escaped:] and "<script" in inside.lower()
            return Grade.DOUBTFUL if doubly or _SCRIPT_BEGINS.search(inside) else Grade.SOUND
        if name == "select" and _NO_CHOICE.search(inside):
            return Grade.DOUBTFUL
        nested = re.search(rf"<{name}\b", inside, re.I) is not None
        headed = name in ("title", "style") and _ELEMENT.search(inside) is not None
        return Grade.DOUBTFUL if nested or headed else Grade.SOUND

    def _closer(self, name: str, after: int) -> int:
        """Return the start of the next closing tag of that name, -1 for none."""
        start = self._closers.get(name)
        if start is None or 0 <= start < after:
            match = None
            if name != "plaintext":
                match = re.compile(rf"</{name}(?=[\s/>])", re.I).search(self.text, after)
            start = self._closers[name] = match.start() if match else -1
        return start

    def _endless(self, start: int) -> tuple[int, list[HiddenSpan]]:
        """Take the rest of the page: what begins at *start* is never closed."""
        end = len(self.text)
        return end, [HiddenSpan(start, end, Grade.BROKEN)]
