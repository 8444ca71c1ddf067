"""`monitor evidence`: is every byte still what was received, every verdict what was written?"""

from pathlib import Path

import click

from monitor.cli import anchoring, chinese, stamping
from monitor.cli.console import Setup, emit, json_option, say


@chinese.group()
def evidence() -> None:
    """证据：校验完整性。"""


@chinese.command()
@anchoring.against_option
@stamping.ca_option
@json_option
@click.pass_obj
def verify(
    setup: Setup, *, against: str | None, paper: Path | None, ca_file: Path | None, as_json: bool
) -> int:
    """校验证据文件的每个字节、各次抽查之间的哈希链，以及时间戳；能证明什么见 docs/evidence.md。"""
    from monitor.audit import audit

    if not setup.database.exists():
        raise click.UsageError(f"数据目录 {setup.data} 中没有数据库，尚未查看过账号。")
    if against is not None or paper is not None:
        return anchoring.verify(setup, against, paper, as_json=as_json)
    with setup.store() as store:
        report = audit(store, setup.evidence)
        stamps = stamping.checked(setup, store, ca_file)
    faults = (*report.faults, *stamps.faults)
    if as_json:
        emit(
            {
                "exchanges": report.exchanges,
                "runs": report.runs,
                "stamps": stamps.stamps,
                "stamps_signed": stamps.signed,
                "faults": list(faults),
            }
        )
    else:
        for fault in faults:
            click.echo(fault)
        verdict = f"发现 {len(faults)} 处问题" if faults else "全部完好"
        say(f"已校验 {report.exchanges} 条证据、{report.runs} 次抽查：{verdict}。")
        stamping.tell(stamps)
    return 1 if faults else 0


evidence.add_command(verify)
evidence.add_command(stamping.stamp)
