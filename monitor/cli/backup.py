"""`monitor backup` and `monitor restore`: a copy that is proved, and the way back."""

from pathlib import Path

import click

from monitor.app.backup import backup as make_backup
from monitor.app.restore import restore as restore_backup
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say
from monitor.model import clock


@chinese.command()
@click.argument("to", metavar="目录", type=chinese.Folder())
@click.option(
    "--with-grants",
    is_flag=True,
    help="连同续期后的平台授权（grants.json）；缺省不含授权，密钥（secrets.yaml）一律不含。",
)
@json_option
@click.pass_obj
def backup(setup: Setup, /, to: Path, *, with_grants: bool, as_json: bool) -> int:
    """备份数据库、证据和名单，备份后逐字节校验；检查和守护进程运行时也可备份。

    每次备份在该目录下另立一个以时间命名的文件夹，以前已备份且未变的证据不重复占用空间。
    密钥须另行妥善保管。
    """
    copied = make_backup(setup.data, setup.accounts, to, clock.now(), grants=with_grants)
    if as_json:
        emit(
            {
                "folder": str(copied.folder),
                "made_at": clock.iso(copied.made_at),
                "bytes": copied.size,
                "linked": copied.linked,
                "faults": list(copied.faults),
            }
        )
    else:
        click.echo(str(copied.folder))
    for fault in copied.faults:
        say(fault)
    linked = f"，其中 {copied.linked} 个证据文件与上次相同，未重复占用空间" if copied.linked else ""
    size = f"已备份到 {copied.folder}，共 {copied.size / 1e6:.1f} MB{linked}"
    if copied.faults:
        say(f"{size}；备份与数据目录一致，但数据本身有 {len(copied.faults)} 处问题，见上。")
        return 1
    say(f"{size}，校验完好。")
    return 0


@chinese.command()
@click.argument("source", metavar="备份", type=chinese.Folder(exists=True))
@click.option("--replace", is_flag=True, help="数据目录不空时，将现有数据另行保存后代之以备份。")
@click.pass_obj
def restore(setup: Setup, /, source: Path, *, replace: bool) -> int:
    """从备份恢复数据目录，恢复前逐字节校验；可指明一份备份，或备份所在的目录（取最新一份）。

    正在使用的数据目录不会被改动。名单只在缺失时恢复，不覆盖现有的。
    """
    done = restore_backup(
        source, setup.data, setup.accounts, clock.now(), replace=replace, tell=say
    )
    if done.aside is not None:
        say(f"原有数据已移到 {done.aside}，确认无误后可自行删除。")
    if done.register is not None:
        say(f"现有名单 {setup.accounts} 与备份时不同，未改动；备份时的名单在 {done.register}。")
    sentence = f"已从 {done.source} 恢复到 {setup.data}（{clock.show(done.made_at)}的备份）"
    if done.faults:
        say(f"{sentence}；与备份一致，但备份时数据已有 {done.faults} 处问题，见上。")
        return 1
    say(f"{sentence}，校验完好。")
    return 0
