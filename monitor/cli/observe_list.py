"""`monitor observe --import` with the text of an offline list."""

import sys
from datetime import datetime
from pathlib import Path

import click

from monitor.app import offline_lists
from monitor.app.judged_round import JudgedRound
from monitor.app.offline_lists import RoundRefused
from monitor.cli.console import Setup
from monitor.model.errors import RequestError, SheetError
from monitor.model.system_errors import reason_of
from monitor.parsing import text
from monitor.review import offline_text, pictures_beside
from monitor.review.claims import signed
from monitor.review.offline_round import OfflineRound
from monitor.review.offline_text import ListError
from reports import offline_words

TYPED = Path("-")  # what is pasted into the terminal
SUFFIX = ".txt"


def is_list(path: Path) -> bool:
    """Say whether *path* is to be read as the text of an offline list, and as no sheet."""
    return path == TYPED or path.suffix.lower() == SUFFIX


def import_list(
    setup: Setup, path: Path, now: datetime, by: str, *, dry_run: bool
) -> JudgedRound | None:
    """Import a whole list, or nothing of it; *dry_run*: show what it comes to, and keep nothing."""
    round_ = _round(setup, path, now, by)
    if dry_run:
        _show(round_)
        return None
    try:
        return offline_lists.keep(setup.recorder(), round_, now)
    except RoundRefused as refused:
        raise SheetError(
            [
                f"{path}: {offline_words.name(row)}：{fault}"
                for row in refused.round.rows
                for fault in offline_words.faults(row)
            ]
        ) from refused


def _round(setup: Setup, path: Path, now: datetime, by: str) -> OfflineRound:
    try:
        given = offline_lists.read(setup.registry, _text(path))
    except ListError as wrong:
        raise RequestError(f"{path}: {wrong}") from wrong
    listed = {entry.account for entry in given.entries}
    accounts = [account for account in setup.registry.accounts if account.id in listed]
    pictures = {} if path == TYPED else pictures_beside.found(path.absolute().parent, accounts)
    enters = signed(by) or signed(given.by)
    return offline_lists.preview(setup.registry, given, now, by=enters, pictures=pictures)


def _text(path: Path) -> str:
    if path == TYPED:
        return sys.stdin.read(offline_text.LARGEST + 1)
    try:
        with path.open("rb") as file:
            data = file.read(4 * offline_text.LARGEST + 1)
    except OSError as error:
        raise RequestError(f"文件 {path} 读不出来：{reason_of(error)}") from error
    return text.decode(data).text


def _show(round_: OfflineRound) -> None:
    click.echo(f"{offline_words.heading(round_)}。")
    for row in round_.rows:
        click.echo(f"{offline_words.name(row)}：{offline_words.told(row)}。")
        for fault in offline_words.faults(row):
            click.echo(f"  不能登记：{fault}。")
    click.echo("以上尚未登记；登记时去掉 --dry-run，有一处不能登记则全部不登记。")
