"""`monitor evidence verify --against`, `--report`: the chain held against what others keep."""

from pathlib import Path

import click

from monitor.app import anchor
from monitor.app.anchor import Judged
from monitor.cli.console import Setup, emit, say
from monitor.model import chain_head
from monitor.system.readonly import open_reading

CODES = {"agrees": 0, "unknown": 1, "broken": 1, "altered": 1, "absent": 3}


def against_option(command: click.decorators.FC) -> click.decorators.FC:
    """Give *command* the options that compare the chain with a head kept elsewhere."""
    against = click.option(
        "--against",
        metavar="封存码",
        help="核对记下的封存码，如 12:9f86d081884c7d65：是否在本机的哈希链上，以前的记录是否一致。",
    )
    report = click.option(
        "--report",
        "paper",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="文件",
        help="核对一份报告（docx、xlsx、html、json、pdf、清单）上的封存码；印发件并核对是否改动。",
    )
    return against(report(command))


def verify(setup: Setup, typed: str | None, paper: Path | None, *, as_json: bool) -> int:
    """Compare the chain with the head that was typed, or that stands on a paper."""
    if typed is not None and paper is not None:
        raise click.UsageError("--against 与 --report 只能用一个。")
    if paper is not None:
        with open_reading(setup.database) as db:
            return _tell(anchor.of_paper(db, setup.evidence, paper), as_json=as_json)
    try:
        claimed = chain_head.parse(typed or "")
    except ValueError:
        raise click.BadParameter(
            f"“{typed}”中没有封存码，应为 {chain_head.SHORT} 位以上的数字和字母（0-9、a-f），"
            "如 12:9f86d081884c7d65。",
            param_hint="--against",
        ) from None
    with open_reading(setup.database) as db:
        return _tell(anchor.against(db, setup.evidence, claimed), as_json=as_json)


def _tell(judged: Judged, *, as_json: bool) -> int:
    if as_json:
        emit(
            {
                "standing": judged.standing.value,
                "message": judged.message,
                "run": judged.head.run if judged.head else None,
                "seal": judged.head.seal if judged.head else None,
                "faults": list(judged.faults),
            }
        )
    else:
        for fault in judged.faults:
            click.echo(fault)
        say(f"{judged.message}。")
    return CODES[judged.standing.value]
