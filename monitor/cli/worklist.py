"""`monitor worklist`: which accounts a person must look at this week."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cases.case_store import CaseStore
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say, screen, select, selection
from monitor.model import clock
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.reader import VerdictReader

if TYPE_CHECKING:
    from monitor.model import Incident
    from monitor.review.worklist_tasks import WorklistTask


@chinese.command()
@selection
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="文件",
    help="写入 .xlsx（填好后用 observe --import 导入）或 .html（手机上看）。",
)
@json_option
@click.pass_obj
def worklist(
    setup: Setup, /, platform: str | None, unit: str | None, out: Path | None, *, as_json: bool
) -> int:
    """列出本周须由人工核查的账号、原因和打开方式；不访问网络。"""
    from monitor.app import wrong_clock
    from monitor.app.current_verdicts import current_verdicts
    from monitor.review.worklist_tasks import tasks
    from monitor.verdicts.checklist_rules import open_items
    from reports import check_json, worklist_forms

    now = clock.now()
    accounts = select(setup.registry.judged, (), platform, unit)
    with setup.open_database() as db:
        reader = VerdictReader(db)
        assessments = current_verdicts(reader, setup.registry, accounts, now)
        by_hand = reader.last_by_hand(now)
        answers = AnswerStore(db).answers(clock.BEGINNING, now)
        cases = CaseStore(db).cases()
        last_seen = reader.last_seen(assessments, now)
        incidents = wrong_clock.incidents(db, now)
    unchecked = {account.id: open_items(answers.get(account.id, ()), now) for account in accounts}
    by_account = {assessment.account.id: assessment for assessment in assessments}
    listed = tasks(accounts, by_account, by_hand, unchecked, now, cases, last_seen)
    title = f"{setup.registry.jurisdiction.name}政务新媒体人工核查清单 {clock.day(now)}"
    if out is not None:
        _write(out, listed, title)
        papers = sum(task.is_paperwork for task in listed)
        suffix = f"，另有 {papers} 个账号登记待补正" if papers else ""
        say(f"{len(listed) - papers} 个账号的核查清单已写入 {out}{suffix}。")
    elif as_json:
        amiss = check_json.incidents(incidents)
        emit({"tasks": [worklist_forms.described(task) for task in listed], "incidents": amiss})
    else:
        _show(listed, incidents)
    return 0


def _show(tasks: tuple["WorklistTask", ...], incidents: tuple["Incident", ...]) -> None:
    """Show our own incidents, the accounts to look at, then what the register lacks."""
    from reports import check_screen, worklist_forms

    console = screen()
    for incident in incidents:
        console.print(check_screen.incident(incident))
    looks, papers = worklist_forms.parted(tasks)
    if looks:
        console.print(worklist_forms.screen(looks, console.width))
        console.print(
            f"共 {len(looks)} 个账号。查看后登记：monitor observe 账号标识 --link 网址 --by 姓名；"
            "核对后逐项登记：monitor checklist set 账号标识 事项=是|否 … --by 姓名。"
        )
    else:
        click.echo("本周没有需要人工核查的账号。")
    if papers:
        console.print(f"\n{worklist_forms.PAPERS}（{len(papers)}个，无须查看账号）", style="bold")
        console.print(worklist_forms.paperwork(papers, console.width))
        console.print(worklist_forms.PUT_RIGHT)


def _write(out: Path, tasks: tuple["WorklistTask", ...], title: str) -> None:
    from monitor.system.files import whole
    from reports import worklist_forms

    if out.suffix.lower() == ".xlsx":
        whole(out, worklist_forms.workbook(tasks))
    elif out.suffix.lower() in (".html", ".htm"):
        whole(out, worklist_forms.page(tasks, title).encode())
    else:
        raise click.BadParameter("文件名应以 .xlsx 或 .html 结尾。", param_hint="--out")
