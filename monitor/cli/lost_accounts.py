"""A register that lost many accounts since the last check: a person says whether that is meant."""

import click

from monitor.app.lost_accounts import LostAccounts, lost_accounts
from monitor.cli import terminal
from monitor.cli.console import Setup, say
from monitor.model import clock
from monitor.model.errors import ConfigError
from monitor.system.connection import Database

yes_option = click.option(
    "--yes", is_flag=True, help="名单比上次检查少了许多账号的，确认无误，不再询问。"
)


def look(setup: Setup) -> LostAccounts | None:
    """Return what the register lacks of the last check's; creates no database."""
    if not setup.database.is_file():
        return None
    with setup.open_reading() as db:
        return lost_accounts(db, setup.registry, clock.now())


def warn(setup: Setup, db: Database) -> None:
    """Say what the register lacks, where nothing is judged."""
    if lost := lost_accounts(db, setup.registry, clock.now()):
        say(f"{lost.text}。{lost.question}")


def confirm(setup: Setup, *, yes: bool) -> None:
    """Say what the register lacks; where that is much, let a person confirm it.

    Raises ConfigError where nobody does: what is missing would be looked at by nobody any more.
    """
    lost = look(setup)
    if lost is None:
        return
    if not lost.are_many or yes:
        say(f"{lost.text}。")
        return
    from monitor.app.register_copy import FILE, FOLDER  # it writes; most commands only tell

    places = [path for path in (setup.data / FILE, setup.data / FOLDER) if path.exists()]
    place = f"（上次检查所用的名单在 {' 和 '.join(map(str, places))}）" if places else ""
    back = f"误删误改的请恢复 {setup.accounts_file.name}{place}"
    if not terminal.is_attended():
        again = "确认无误的请加 --yes 重新运行"
        raise ConfigError(f"{lost.text}。{lost.question}未作检查：{back}，{again}")
    say(f"{lost.text}。{lost.question}{back}。")
    if not terminal.confirmed("确认无误，继续检查"):
        raise ConfigError("名单未经确认，未作检查")
