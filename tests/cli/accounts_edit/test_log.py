"""`monitor accounts log`: what was done, and what was cut off."""

import pytest

from monitor.model import clock
from monitor.registry.edit_log import Edit, EditLog
from monitor.registry.register_files import fingerprint
from monitor.system.database import open_database
from tests.cli.accounts_edit.builders import ID, edit
from tests.office import Office


def test_the_log_shortens_what_is_long(office: Office) -> None:
    more = ("note=a", "url=http://a/", "opened_on=2020-01-01", "filed=true")
    edit(office, "add", "x", "--name", "某", "--platform", "weibo", "--unit", "caizheng", *more)

    shown = office.run("accounts", "log").out

    assert "……共8行" in shown and "note: a" not in shown
    assert "note: a" in office.run("accounts", "log", "x").out


def cut_off(office: Office, sha256: str) -> None:
    """Leave what a program leaves that is killed before it could say that it saved."""
    edit = Edit(
        at=clock.now(), by="李四", action="set", accounts=(ID,), reason="交接", diff="+ x",
        sha256=sha256, applied=False,
    )  # fmt: skip
    with open_database(office.database) as db:
        EditLog(db).begin_edit(edit)


@pytest.mark.parametrize("saved", [True, False])
def test_a_change_that_was_cut_off_is_called_saved_only_where_the_file_shows_it(
    office: Office, *, saved: bool
) -> None:
    edit(office, "set", ID, "note=x")
    cut_off(office, fingerprint(office.accounts_file) if saved else "0" * 64)

    (row, _) = office.json("accounts", "log")

    assert row["by"] == "李四" and row["applied"] is saved
    assert ("未确认保存" in office.run("accounts", "log").out) is not saved


def test_who_took_over_in_a_change_that_was_cut_off_is_known(office: Office) -> None:
    edit(office, "set", ID, "contact.name=王小明")
    path = office.accounts_file
    path.write_text(office.text().replace("name: 王小明", "name: 赵六"), "utf-8")
    cut_off(office, fingerprint(path))

    edit(office, "set", ID, "note=x")

    assert "王小明 → 赵六（李四 登记，交接）" in office.run("accounts", "contacts", ID).out
    assert all(row["applied"] for row in office.json("accounts", "log"))


def test_the_log_of_an_account_that_is_none_is_no_empty_log(office: Office) -> None:
    misspelt = office.run("accounts", "log", "caizheng-weixn")

    assert misspelt.code == 2 and "您要找的是“" in misspelt.err
    assert office.run("accounts", "log", ID).out == "尚无修改记录。\n"


def test_a_secret_written_into_the_register_is_neither_shown_nor_kept(office: Office) -> None:
    path = office.accounts_file
    cookie = "SUB=abcdefgh; SUBP=secretsecret"
    sources = f"[{{kind: weibo_public, uid: '1', cookie: {cookie}}}]"
    line = f"  - {{id: x, name: 某, platform: weibo, unit: caizheng, sources: {sources}}}\n"
    path.write_text(office.text() + line, "utf-8")

    done = edit(office, "set", "x", "note=a")

    log = office.run("accounts", "log", "x", "--json").out
    assert done.code == 0 and "cookie: ***" in done.out and "cookie: ***" in log
    assert "secret" not in done.out + log
