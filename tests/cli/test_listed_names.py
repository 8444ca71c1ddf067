"""Lists that a person acts on show what the next command takes."""

import pytest

from tests.office import Office, account, make_office
from tests.running import Done

UNITS = ({"id": "zhengfuban", "name": "云河县政府办"}, {"id": "heishan", "name": "黑山乡"})
ACCOUNTS = (
    account("yunhe-wechat", "云河政务", unit="zhengfuban"),
    account("yunhe-weibo", "云河政务", "weibo", unit="zhengfuban"),
    account("heishan-first", "黑山微讯", unit="heishan"),
    account("heishan-second", "黑山微讯", unit="heishan"),
)
LISTS = [("status",), ("check",), ("worklist",), ("cases", "list"), ("accounts", "contacts")]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office in which two accounts share a name, and two both name and platform."""
    office = make_office(tmp_path_factory.mktemp("office"), ACCOUNTS, units=UNITS)
    for each in ACCOUNTS:
        office.run("cases", "open", each["id"], "--text", "错字", "--by", "张三")
    office.run("check")
    return office


def listed(office: Office, words: tuple[str, ...], width: int) -> Done:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        return office.run(*words)


@pytest.mark.parametrize("words", LISTS, ids=" ".join)
@pytest.mark.parametrize("width", [80, 120])
def test_an_id_stands_only_where_a_name_would_be_refused(
    words: tuple[str, ...], width: int, office: Office
) -> None:
    shown = listed(office, words, width).out

    assert shown.count("云河政务") >= 2 and "yunhe" not in shown
    assert "heishan-first" in shown and "heishan-second" in shown


@pytest.mark.parametrize("words", LISTS, ids=" ".join)
def test_what_is_listed_is_taken(words: tuple[str, ...], office: Office) -> None:
    shown = listed(office, words, 80).out

    for name in ("云河政务（微信）", "云河政务（微博）", "heishan-first", "heishan-second"):
        assert name in shown
        assert office.run("show", name).code == 0
