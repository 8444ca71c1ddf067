"""`monitor accounts import|export`: the office's ledger in and out of the register."""

from pathlib import Path

import click

from monitor.app import register
from monitor.cli import chinese
from monitor.cli.accounts_edit import revised
from monitor.cli.console import Setup, emit, file_of, json_option, say, select, selection
from monitor.cli.signature import SignedRequest, signed_options, signs
from monitor.model import clock
from monitor.registry import lifecycle
from monitor.registry.ledger import compare as ledger_compare
from monitor.registry.ledger.columns import PRINTED
from monitor.system.files import deliver


@chinese.command("import")
@click.argument("path", metavar="文件", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--add-units", is_flag=True, help="名单中没有的单位一并增加。")
@signed_options
@click.pass_obj
def import_(setup: Setup, /, path: Path, *, add_units: bool, signature: SignedRequest) -> int:
    """导入台账（.xlsx 或 .csv）：新账号增加，已有账号修改不同之处；有一处错误则全部不导入。

    列名可以不尽相同，至少应有账号名称、平台、主办单位。先用 --dry-run 查看将作的修改。
    """
    given = register.read_ledger(
        path,
        setup.registry,
        clock.day(clock.now()),
        add_units=add_units,
        reason=signature.reason,
    )
    added = sum(change.new for change in given.changes)
    summary = f"新增 {added} 个，修改 {len(given.changes) - added} 个，相同 {given.same} 个"
    if given.units:
        summary += f"，新增单位 {len(given.units)} 个（类别按名称推定，请在名单中核对）"
    if given.skipped:
        summary += f"，重复行 {given.skipped} 行"
    if given.feet:
        say(f"第 {'、'.join(map(str, given.feet))} 行是合计、填报人一类，不是账号，没有读取。")
    if given.gone:
        rows = "、".join(map(str, given.gone))
        say(f"第 {rows} 行的账号在名单中已关停备案或整合，不在统计之列，请核实。")
    if given.hidden:
        say(f"有 {len(given.hidden)} 行是隐藏的，也已读取，如第 {given.hidden[0]} 行。")
    if given.unknown:
        say(f"以下各列没有用到：{'、'.join(given.unknown)}。")
    code = revised(setup, given.changes, "import", signature, units=given.units)
    say(f"{summary}。")
    return code


@chinese.command()
@click.argument("path", metavar="文件", type=click.Path(dir_okay=False, path_type=Path))
@selection
@click.pass_obj
def export(setup: Setup, /, path: Path, platform: str | None, unit: str | None) -> int:
    """把名单写成台账（.xlsx），含负责人和联系电话，注意保管。"""
    from reports import ledger  # loads openpyxl, which no other command of the register needs

    if path.suffix.lower() != ".xlsx":
        raise click.BadParameter("文件名应以 .xlsx 结尾。", param_hint="文件")
    accounts = select(setup.registry.accounts, (), platform, unit)
    written = deliver(setup.data, path, ledger.workbook(accounts, PRINTED))
    say(f"{len(accounts)} 个账号的台账已写入 {file_of(written)}。")
    return 0


@chinese.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("qrcodes.html"),
    show_default=True,
    metavar="文件",
    help="写入 .html，或 .pdf（需附加组件 pdf）。",
)
@selection
@click.pass_obj
def qrcodes(setup: Setup, /, out: Path, platform: str | None, unit: str | None) -> int:
    """生成可打印的账号二维码展板，按单位排列；没有登记 url 的账号只印名称，关停中的不列入。"""
    from reports import qrboard  # loads jinja2, which no other command of the register needs

    registry = setup.registry
    chosen = select(registry.judged, (), platform, unit)
    accounts = [account for account in chosen if account.status not in lifecycle.BY_STEPS]
    page = qrboard.page(accounts, registry.units, f"{registry.jurisdiction.name}政务新媒体账号")
    if out.suffix.lower() == ".pdf":
        from reports import pdf  # heavy, and optional

        content = pdf.render(page)
    elif out.suffix.lower() in (".html", ".htm"):
        content = page.encode()
    else:
        raise click.BadParameter("文件名应以 .html 或 .pdf 结尾。", param_hint="--out")
    written = file_of(deliver(setup.data, out, content))
    bare = sum(not account.url for account in accounts)
    remark = f"，其中 {bare} 个没有登记 url，只印名称" if bare else ""
    if left := len(chosen) - len(accounts):
        remark += f"；另有 {left} 个在关停中，没有列入"
    say(f"{len(accounts)} 个账号的二维码展板已写入 {written}{remark}。")
    return 0


@chinese.command()
@click.argument("path", metavar="文件", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--save", is_flag=True, help="按名册把各账号的备案情况写入名单；名册须是完整的。")
@signs(required=False)
@json_option
@click.pass_obj
def compare(
    setup: Setup, /, path: Path, *, save: bool, as_json: bool, signature: SignedRequest
) -> int:
    """与全国政务新媒体信息报送系统导出的名册核对，列出不一致的账号。

    名册至少应有账号名称和平台两列，有状态列的一并核对。加 --save 的，名册中没有的和已注销的账号
    在名单中写为未备案，在用的写为已备案；不加的不修改名单。
    """
    if save and (as_json or not signature.by):
        raise click.UsageError("--save 须写明 --by，且不能与 --json 同时使用。")
    differences = ledger_compare.compare(path, setup.registry.accounts)
    if as_json:
        emit(
            {
                "differences": [
                    {
                        "difference": row.difference.value,
                        "account": row.id or None,
                        "name": row.name,
                        "platform": row.platform.value,
                        "unit": row.unit,
                    }
                    for row in differences
                ]
            }
        )
    elif not differences:
        click.echo("名单与名册一致。")
    else:
        for kind in ledger_compare.LedgerDifference:
            of_kind = [row for row in differences if row.difference is kind]
            if of_kind:
                click.echo(f"{kind.label}（{len(of_kind)}）")
            for row in of_kind:
                place = f"，{row.id}" if row.id else ""
                click.echo(f"  {row.unit or '—'}　{row.name}（{row.platform.label}{place}）")
    if save:
        changes = register.filing_changes(path, setup.registry.accounts)
        revised(setup, changes, "compare", signature)
    return 1 if differences else 0
