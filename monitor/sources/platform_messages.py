"""Find the messages that a WeChat page shows in place of an article, by the classes of tags.

In one pass: a page of megabytes may consist of beginnings, and a pattern would go through the
rest of it from each of them.
"""

import re
from collections.abc import Iterator

LONGEST = 1000  # characters of a tag before its class, and after it
SENTENCE = 2000  # and of what stands between it and its end

_CLASS = re.compile(r"weui-msg__title|mesg-block|global_error_msg|title_wrp", re.I)
_NAME = re.compile(r"<(\w+)")
_END = re.compile(r"</(\w+)>")


def messages(page: str) -> Iterator[str]:
    """Yield the markup within each tag of a message."""
    here = 0
    while match := _CLASS.search(page, here):
        here = match.end()
        reach = max(match.start() - LONGEST, 0)
        begins = max(page.rfind(">", reach, match.start()) + 1, reach)
        name = _NAME.search(page, begins, match.start())
        if name is None or not _is_class(page[name.end() : match.start()]):
            continue
        end = page.find(">", match.end(), match.end() + LONGEST)
        if end < 0 or not {'"', "'"}.intersection(page[match.end() : end]):
            continue
        for closed in _END.finditer(page, end, end + SENTENCE):
            if closed[1].lower() == name[1].lower():
                yield page[end + 1 : closed.start()]
                here = closed.end()
                break


def _is_class(before: str) -> bool:
    """Say whether *before*, a tag up to here, ends within the value of its class."""
    quote = max(before.rfind('"'), before.rfind("'"))
    named = before[: max(quote, 0)].rstrip()
    return named.endswith("=") and named[:-1].rstrip().lower().endswith("class")
