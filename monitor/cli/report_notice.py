"""`monitor report notice`: one letter a unit, from the latest verdicts."""

from collections.abc import Sequence

from sqlite_utils import Database

from monitor.app import letters
from monitor.cli.console import Setup, emit, say
from monitor.cli.report_options import Wish, print_files
from monitor.model import Account, clock
from reports import figures_json
from reports.document_builder import Letter

FOLDER = "notices"


def write(
    setup: Setup, db: Database, accounts: Sequence[Account], wish: Wish, letter: Letter
) -> int:
    """Write a letter to each unit of *accounts*, and say which cases wait for it to be sent."""
    prepared = letters.prepare(
        db,
        setup.registry,
        accounts,
        letter,
        clock.now(),
        due=wish.due,
        decimals=wish.decimals,
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
        return 0
    print_files(letters.write(prepared, wish.out / FOLDER, setup.data / "half", wish.forms))
    if prepared.waiting:
        numbers = " ".join(map(str, prepared.waiting))
        say(f"发出后请登记，自此计算期限：monitor cases notify {numbers} --by 姓名")
    return 0
