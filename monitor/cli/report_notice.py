"""`monitor report notice`: one letter a unit, from the latest verdicts."""

from collections.abc import Sequence
from typing import Any

from monitor.app import letter_files, letters
from monitor.cli.console import Setup, emit, say
from monitor.cli.report_options import Wish, print_files
from monitor.model import Account, clock
from monitor.system.connection import Database
from reports import figures_json
from reports.paper_context import Letter

FOLDER = "notices"
FORMS = ("docx", "html", "pdf")


def write(
    setup: Setup, db: Database, accounts: Sequence[Account] | None, wish: Wish, letter: Letter
) -> int:
    """Write a letter to each unit of *accounts*, and say which cases wait for it to be sent.

    Without *accounts*: to each unit with an open problem.
    """
    registry, now = setup.registry, clock.now()
    options: dict[str, Any] = {"due": wish.due, "decimals": wish.decimals}
    prepared = (
        letters.prepare_all(db, registry, letter, now, **options)
        if accounts is None
        else letters.prepare(db, registry, accounts, letter, now, **options)
    )
    if wish.as_json:
        emit(
            [
                figures_json.account(entry)
                | {"due_on": of.letter.due.isoformat(), "due_caveat": of.letter.due_caveat}
                for of in prepared.letters
                for entry in of.accounts
            ]
        )
    else:
        written = letter_files.write(prepared, wish.out / FOLDER, setup.data / "half", wish.forms)
        print_files(written)
    for reason in prepared.skipped:
        say(f"未出通知书：{reason}。")
    if wish.as_json:
        return 0
    if not registry.jurisdiction.contact:
        say("名单没有写明联系方式（jurisdiction: contact），通知书中留空，请填写后发出。")
    if prepared.waiting:
        numbers = " ".join(map(str, prepared.waiting))
        say(f"发出后请登记，自此计算期限：monitor cases notify {numbers} --by 姓名")
    return 0
