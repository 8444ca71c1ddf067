"""`monitor evidence`: is every byte still what was received, every verdict what was written?"""

import click

from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say


@chinese.group()
def evidence() -> None:
    """证据：校验完整性。"""


@chinese.command()
@json_option
@click.pass_obj
def verify(setup: Setup, *, as_json: bool) -> int:
    """校验证据文件的每个字节，以及各次抽查之间的哈希链。"""
    from monitor.audit import audit

    if not setup.database.exists():
        raise click.UsageError(f"数据目录 {setup.data} 中没有数据库，尚未查看过账号。")
    with setup.store() as store:
        report = audit(store, setup.evidence)
    if not (report.exchanges or report.runs or report.faults):
        raise click.UsageError(
            f"数据目录 {setup.data} 中没有任何检查记录和证据，没有可校验的内容。"
        )
    if as_json:
        emit(
            {
                "exchanges": report.exchanges,
                "runs": report.runs,
                "faults": list(report.faults),
            }
        )
    else:
        for fault in report.faults:
            click.echo(fault)
        verdict = f"发现 {len(report.faults)} 处问题" if report.faults else "全部完好"
        say(f"已校验 {report.exchanges} 条证据、{report.runs} 次抽查：{verdict}。")
    return 1 if report.faults else 0


evidence.add_command(verify)
