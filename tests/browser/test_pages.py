"""Every page that the menu leads to, at both widths: nothing in the way of anybody."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.desks import Desk, served
from tests.browser.filled import NOW, filled
from tests.browser.walk import Walk, addresses_of
from tests.browser.windows import Opener, Window
from tests.office import Office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
LARGEST = 150_000  # bytes of a page
# for machines; reached by a form; there only once letters are made and papers issued
UNLINKED = frozenset(
    {"static", "session.login", "machines.findings", "machines.metrics", "machines.healthz",
     "letters.several", "papers.issued_file"}
)  # fmt: skip


@pytest.fixture(scope="module")
def county(chromium: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Office:
    return filled(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def busy(county: Office) -> Iterator[Desk]:
    """The desk of a county in the middle of its quarter."""
    with served(county.folder, NOW) as desk:
        yield desk


def held(window: Window, name: str) -> list[str]:
    """Return what is wrong with the page that is shown."""
    wrong = [f"{name}: {fault}" for fault in window.axe()]
    if window.overflow():
        wrong.append(f"{name}: {window.overflow()} px too wide: {window.widest()}")
    if window.page.locator("nav[aria-label=主菜单] summary").count() != 1:
        wrong.append(f"{name}: the menu lacks its rest")
    if (size := len(window.page.content().encode())) > LARGEST:
        wrong.append(f"{name}: {size} bytes")
    return wrong


@pytest.mark.parametrize(("person", "width"), [("lisi", "phone"), ("lisi", "pc"), ("wangju", "pc")])
def test_every_page_is_read_by_everybody(
    person: str, width: str, busy: Desk, county: Office, windows: Opener
) -> None:
    window = windows(busy, width)
    window.log_in(person)
    walk = Walk(window=window, addresses=addresses_of(county))
    wrong: list[str] = []
    for name in walk.pages():
        wrong += held(window, name)
        if person == "lisi":
            window.shoot(name)
    window.open("/acts")  # files were taken away on the walk
    wrong += [f"{name} has no name" for name in walk.seen if name in window.text()]
    if person == "lisi":
        rules = walk.addresses.map.iter_rules()
        pages = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
        wrong += [f"{name} is linked nowhere" for name in pages - set(walk.seen) - UNLINKED]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", ["phone", "pc"])
def test_a_form_that_is_sent_as_it_stands_is_answered_by_a_page(
    width: str, county: Office, windows: Opener, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Mostly a refusal, whose page is read by everybody, too; each kind of form once."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(county.folder, copy, dirs_exist_ok=True)
    wrong: list[str] = []
    done: set[str] = set()
    with served(copy, NOW) as desk:
        window = windows(desk, width)
        window.log_in("lisi")
        walk = Walk(window=window, addresses=addresses_of(county), few=1)
        for name in walk.pages():
            place = window.page.url
            while untried := [one for one in walk.forms() if one[1] not in done]:
                number, kind = untried[0]  # what is sent may take other forms from the page
                done.add(kind)
                code = walk.send(number)
                if code >= 500:
                    wrong.append(f"{kind}: {code}")
                wrong += held(window, f"{name}, {kind} sent")
                window.shoot(f"{name}-sent-{kind.split()[0]}-{len(done)}")
                window.page.goto(place)
    assert not wrong, "\n".join(wrong)
    assert done
