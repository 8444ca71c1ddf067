"""`monitor evidence`: is every byte still what was received, every verdict what was written?"""

import click

from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say


@chinese.group()
def evidence() -> None:
    """证据：校验完整性。"""


@chinese.command()
@click.option("--all", "everything", is_flag=True, help="由证据重新推导全部观测，不限最近一季。")
@json_option
@click.pass_obj
def verify(setup: Setup, *, everything: bool, as_json: bool) -> int:
    """校验证据文件的每个字节、数据库的每一行，以及两者之间的封存链。"""
    from monitor.audit import audit
    from monitor.errors import ConfigError
    from monitor.rederiving import Rederived, rederive
    from monitor.store import Store

    if not setup.database.exists():
        raise click.UsageError(f"数据目录 {setup.data} 中没有数据库，尚未查看过账号。")
    with Store.reading(setup.database) as store:
        report = audit(store, setup.evidence)
        try:
            again = rederive(store, setup.evidence, setup.registry, everything=everything)
        except ConfigError:
            again = Rederived(left={f"没有能用的名单 {setup.accounts.name}": store.seen()})
    faults = (*report.faults, *again.faults)
    remarks = (*report.remarks, *again.remarks)
    if as_json:
        emit(
            {
                "exchanges": report.exchanges,
                "runs": report.runs,
                "links": report.links,
                "rederived": {"runs": again.runs, "looks": again.looks},
                "faults": list(faults),
                "remarks": list(remarks),
            }
        )
    else:
        for fault in faults:
            click.echo(fault)
        for remark in remarks:
            say(f"说明：{remark}。")
        verdict = f"发现 {len(faults)} 处问题" if faults else "全部完好"
        say(
            f"已校验 {report.exchanges} 条证据、{report.runs} 次抽查、"
            f"{report.links} 条封存：{verdict}。"
        )
    return 1 if faults else 0


evidence.add_command(verify)
