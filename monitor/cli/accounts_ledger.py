"""`monitor accounts import|export`: the office's ledger in and out of the register."""

from pathlib import Path

import click

from monitor.app import ledger_summary, register, sheet_kinds
from monitor.cli import chinese
from monitor.cli.accounts_edit import revised
from monitor.cli.console import Setup, emit, file_of, json_option, say, select, selection
from monitor.cli.signature import SignedRequest, signed_options, signs
from monitor.model import clock
from monitor.model.errors import RequestError
from monitor.registry import lifecycle
from monitor.registry.ledger import compare as ledger_compare
from monitor.registry.ledger.columns import PRINTED
from monitor.system.files import deliver


@chinese.command("import")
@click.argument("path", metavar="文件", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--add-units", is_flag=True, help="名单中没有的单位一并增加。")
@click.option("--strict", is_flag=True, help="可以不填的栏目有一格看不懂的，也全部不导入。")
@signed_options
@click.pass_obj
def import_(
    setup: Setup, /, path: Path, *, add_units: bool, strict: bool, signature: SignedRequest
) -> int:
    """导入台账（.xlsx 或 .csv）：新账号增加，已有账号修改不同之处；有一处错误则全部不导入。

    列名可以不尽相同，至少应有账号名称、平台、主办单位。可以不填的栏目看不懂的留空并逐格列出。
    先用 --dry-run 查看新增、变更、不变的账号。
    """
    if sheet_kinds.is_worklist(path):
        how = f"登记所见请用 monitor observe --import {path.name} --by 姓名"
        raise RequestError(f"{path} 是核查清单，不是台账；{how}")
    given = register.read_ledger(
        path,
        setup.registry,
        clock.day(clock.now()),
        add_units=add_units,
        strict=strict,
        reason=signature.reason,
    )
    for remark in ledger_summary.remarks(given):
        say(remark)
    shown = ledger_summary.lines(setup.registry, given, unchanged=signature.dry_run)
    code = revised(setup, given.changes, "import", signature, units=given.units, shown=tuple(shown))
    say(f"{ledger_summary.summary(given)}。")
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
    if sheet_kinds.is_worklist(path):
        raise RequestError(f"{path} 是核查清单，不是报送系统导出的名册")
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
