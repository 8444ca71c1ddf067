"""`monitor worklist`: which accounts a person must look at this week."""

from datetime import datetime
from pathlib import Path

import click

from monitor.app.worklist import Worklist, current_worklist, to_fill_in
from monitor.app.worklist import title as headed
from monitor.cli import chinese, lost_accounts
from monitor.cli.console import (
    Setup,
    emit,
    file_of,
    json_option,
    say,
    screen,
    select,
    selection,
)
from monitor.model import Incident, clock
from monitor.review.worklist_tasks import WorklistTask
from reports import check_json, check_screen
from reports import worklist_forms as forms

UNNAMED = Path("核查清单-日期.xlsx")  # --out without a name


@chinese.command()
@selection
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    is_flag=False,
    flag_value=UNNAMED,
    metavar="[文件]",
    help="写入 .xlsx 或 .html（手机上填，不联网），填好后用 observe --import 导入；不写文件名的，"
    "写入工作目录下的“核查清单-日期.xlsx”。",
)
@json_option
@click.pass_obj
def worklist(
    setup: Setup, /, platform: str | None, unit: str | None, out: Path | None, *, as_json: bool
) -> int:
    """列出本周须由人工核查的账号、原因和打开方式；不访问网络。"""
    now = clock.now()
    accounts = select(setup.registry.judged, (), platform, unit)
    with setup.open_reading() as db:
        prepared = current_worklist(db, setup.registry, accounts, now)
        if out is not None:
            prepared = to_fill_in(db, prepared, now)
        lost_accounts.warn(setup, db)
    listed, incidents = prepared.tasks, prepared.incidents
    title = headed(setup.registry, now)
    if out is not None:
        from monitor.system.files import deliver  # the list on the screen writes nothing

        named = setup.folder / f"核查清单-{clock.day(now)}.xlsx" if out == UNNAMED else out
        written = file_of(deliver(setup.data, named, _content(setup, named, prepared, title, now)))
        papers = sum(task.is_paperwork for task in listed)
        suffix = f"，另有 {papers} 个账号登记待补正" if papers else ""
        say(f"{len(listed) - papers} 个账号的核查清单已写入 {written}{suffix}。")
    elif as_json:
        amiss = check_json.incidents(incidents)
        emit({"tasks": [forms.described(task) for task in listed], "incidents": amiss})
    else:
        _show(listed, incidents)
    return 0


def _show(tasks: tuple[WorklistTask, ...], incidents: tuple[Incident, ...]) -> None:
    """Show our own incidents, the accounts to look at, then what the register lacks."""
    console = screen()
    for incident in incidents:
        console.print(check_screen.incident(incident))
    looks, papers = forms.parted(tasks)
    if looks:
        console.print(forms.screen(looks, console.width))
        console.print(
            f"共 {len(looks)} 个账号。查看后登记：monitor observe 账号名称 --link 网址 --by 姓名；"
            "核对后逐项登记：monitor checklist set 账号名称 事项=是|否 … --by 姓名。"
        )
    else:
        click.echo("本周没有需要人工核查的账号。")
    if papers:
        console.print(f"\n{forms.PAPERS}（{len(papers)}个，无须查看账号）", style="bold")
        once = forms.shared(papers)
        for reason, number in once.items():
            console.print(f"{reason}（{number}个账号）")
        if (left := forms.paperwork(papers, console.width, once)) is not None:
            console.print(left)
        console.print(forms.PUT_RIGHT)


def _content(setup: Setup, out: Path, prepared: Worklist, title: str, now: datetime) -> bytes:
    if out.suffix.lower() == ".xlsx":
        return forms.workbook(prepared.tasks, title, prepared.month)
    if out.suffix.lower() in (".html", ".htm"):
        from reports import worklist_page  # its templates are for pages alone

        county = setup.registry.jurisdiction
        on = clock.day(now)
        return worklist_page.page(prepared.tasks, title=title, jurisdiction=county, on=on).encode()
    raise click.BadParameter("文件名应以 .xlsx 或 .html 结尾。", param_hint="--out")
