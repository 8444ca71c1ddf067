"""`monitor prune`: what is older than it must be kept goes, written down and sealed."""

import click

from monitor.app.prune import first_day_kept
from monitor.app.prune import prune as prune_data
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say
from monitor.model import clock

TABLES = {
    "runs": "抽查",
    "observations": "观测",
    "assessments": "账号结论",
    "results": "检查项结论",
    "finding_identities": "问题标识",
    "posts": "内容",
    "exchanges": "证据登记",
    "notices": "通知",
    "deliveries": "送达记录",
    "duties": "日程记录",
    "registries": "名单快照",
    "register_sources": "名单快照的来源",
    "set_aside": "时钟标记",
}


@chinese.command()
@click.option(
    "--keep-years",
    type=click.IntRange(1, 100),
    required=True,
    metavar="年数",
    help="保留最近多少年的记录和证据。",
)
@click.option("--dry-run", is_flag=True, help="只说明将清理什么、腾出多少空间，不作清理。")
@json_option
@click.pass_obj
def prune(setup: Setup, keep_years: int, *, dry_run: bool, as_json: bool) -> int:
    """清理超过保存年限的抽查、观测、通知记录和证据文件，清理了什么登记并封存。

    整改事项、已发报告、名单修改记录、人工核对结果不清理。
    """
    if not setup.database.exists():
        raise click.UsageError(f"数据目录 {setup.data} 中没有数据库，没有可清理的记录。")
    now = clock.now()
    until = first_day_kept(now, keep_years)
    freed = prune_data(setup.data, until, now, say, dry=dry_run)
    if as_json:
        emit(
            {
                "until": until.isoformat(),
                "rows": freed.rows,
                "files": list(freed.files),
                "bytes": freed.freed,
                "dry_run": dry_run,
            }
        )
        return 0
    if freed.nothing:
        say(f"没有 {until} 以前可清理的记录。")
        return 0
    for table, number in freed.rows.items():
        click.echo(f"{TABLES.get(table, table)} {number} 条")
    click.echo(f"证据文件 {len(freed.files)} 个")
    done = "将清理" if dry_run else "已清理"
    say(f"{done} {until} 以前的记录，腾出约 {freed.freed / 1e6:.1f} MB。")
    return 0
