"""`monitor evidence`: is every byte still what was received, every verdict what was written?"""

from pathlib import Path

import click

from monitor.app.verify_evidence import verify_evidence
from monitor.cli import chinese, evidence_anchor, evidence_stamp
from monitor.cli.console import Setup, emit, json_option, say
from monitor.system.readonly import open_reading


@chinese.group()
def evidence() -> None:
    """证据：校验完整性、加盖时间戳。"""


@chinese.command()
@click.option("--all", "everything", is_flag=True, help="由证据重新推导全部观测，不限最近一季。")
@evidence_anchor.against_option
@evidence_stamp.ca_option
@json_option
@click.pass_obj
def verify(
    setup: Setup,
    *,
    everything: bool,
    against: str | None,
    paper: Path | None,
    ca_file: Path | None,
    as_json: bool,
) -> int:
    """校验证据的每个字节、数据库的每一行、封存链和时间戳；能证明什么见 docs/evidence.md。"""
    if not setup.database.exists():
        raise click.UsageError(f"数据目录 {setup.data} 中没有数据库，尚未查看过账号。")
    if against is not None or paper is not None:
        if everything or ca_file is not None:
            raise click.UsageError("--all、--ca-file 不能与 --against、--report 同时使用。")
        return evidence_anchor.verify(setup, against, paper, as_json=as_json)
    with open_reading(setup.database) as db:
        checked = verify_evidence(
            db, setup.evidence, setup.accounts, everything=everything, ca_file=ca_file
        )
    if checked.is_empty:
        raise click.UsageError(
            f"数据目录 {setup.data} 中没有任何检查记录和证据，没有可校验的内容。"
        )
    report, again, stamps = checked.audit, checked.rederived, checked.stamps
    if as_json:
        emit(
            {
                "exchanges": report.exchanges,
                "runs": report.runs,
                "links": report.links,
                "rederived": {"runs": again.runs, "looks": again.looks},
                "stamps": stamps.stamps,
                "stamps_signed": stamps.signed,
                "faults": list(checked.faults),
                "remarks": [*checked.remarks, *stamps.remarks],
            }
        )
    else:
        for fault in checked.faults:
            click.echo(fault)
        for remark in checked.remarks:
            say(f"说明：{remark}。")
        verdict = f"发现 {len(checked.faults)} 处问题" if checked.faults else "全部完好"
        say(
            f"已校验 {report.exchanges} 条证据、{report.runs} 次抽查、"
            f"{report.links} 条封存：{verdict}。"
        )
        evidence_stamp.tell(stamps)
    return 1 if checked.faults else 0


evidence.add_command(verify)
evidence.add_command(evidence_stamp.stamp)
