"""`monitor daemon` and `monitor schedule`: what keeps itself, and what it did."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from getpass import getuser
from pathlib import Path
from threading import Event
from typing import Any

import click
from rich.table import Table

from monitor.app import desk_process, systemd_unit, task_retries, windows_task, wrong_clock
from monitor.app.daemon import Daemon, single
from monitor.app.daemon import run as run_daemon
from monitor.app.occurrences import next_of
from monitor.app.schedule_view import ScheduleView, schedule_view
from monitor.app.service_paths import ServicePaths, program
from monitor.app.task_retries import TaskRun
from monitor.app.tasks import TaskRunner
from monitor.cli import chinese, desk_options
from monitor.cli.console import (
    Setup,
    emit,
    in_utf8,
    json_option,
    limit_option,
    say,
    screen,
    stoppable,
    workers_option,
)
from monitor.cli.desk_options import reach_options
from monitor.model import clock
from monitor.model.schedule import Task, show_missed
from monitor.system import heartbeat
from monitor.system.logs import logging_to
from monitor.system.redact import Scrubber
from monitor.system.secrets import Secrets
from reports.prose import Prose

ENDING = "正在收尾：完成手中的账号后退出，再次发送信号立即退出。"


@chinese.command()
@click.option("--once", is_flag=True, help="做完所有到期的事项后退出，供 cron 或任务计划程序使用。")
@click.option(
    "--out",
    type=chinese.Folder(),
    metavar="目录",
    help="报告和提醒的输出目录，默认为工作目录下的 out。",
)
@click.option("--print-unit", is_flag=True, help="输出 systemd 单元文件（Linux）。")
@click.option("--print-task", is_flag=True, help="输出任务计划程序的任务文件（Windows）。")
@workers_option
@click.option("--desk", is_flag=True, help="同时打开值班台，停了自动重新打开；下列各项随之。")
@reach_options
@click.pass_obj
def daemon(
    setup: Setup,
    /,
    out: Path | None,
    *,
    once: bool,
    print_unit: bool,
    print_task: bool,
    workers: int | None,
    desk: bool,
    **reach: Any,
) -> int:
    """守护进程：按 accounts.yaml 的 schedule: 自动查看、提醒、出报告。

    停机、休眠或时钟跳变之后自动补做，不遗漏也不重复。
    """
    options = _desk_options(reach, desk=desk, once=once)
    paths = _service_paths(setup, out, options)
    if print_unit:
        return _print_unit(paths)
    if print_task:
        return _print_task(paths)

    setup.refuse_demo()
    logs = logging_to(setup.data, Scrubber(setup.secrets.values))
    with single(setup.data), stoppable(ENDING) as stop, logs:
        setup.open_database().close()  # one that cannot be used is refused at once
        chores = _chores(setup, stop, workers, out or setup.out, at_once=once)
        worker = Daemon(chores=chores, data=setup.data, stop=stop, tell=say)
        for remark in _remarks(worker.chores):
            say(remark)
        if once:
            return _report_outcome(worker.tick(clock.now()), worker)
        say("守护进程已启动，按 Ctrl+C 退出。")
        with _desk(paths.absolute):
            run_daemon(
                worker,
                ready=lambda: heartbeat.notify("READY=1"),
                feed=lambda: heartbeat.notify("WATCHDOG=1"),
            )
        heartbeat.notify("STOPPING=1")
    return 0


def _desk_options(reach: dict[str, Any], *, desk: bool, once: bool) -> tuple[str, ...] | None:
    """Return the options of the desk to be served, None without one; raises UsageError."""
    options = desk_options.words(**reach)
    if desk:
        if once:
            raise click.UsageError("--once 做完即退出，不能同时打开值班台（--desk）。")
        return options
    if options:
        raise click.UsageError(f"{options[0]} 是值班台的选项，须与 --desk 同用。")
    return None


def _desk(paths: ServicePaths) -> AbstractContextManager[None]:
    """Keep the desk going that was asked for, in a process of its own."""
    if paths.desk is None:
        return nullcontext()
    return desk_process.beside(
        (*program(), *paths.place, "desk", "--out", str(paths.out), *paths.desk), say
    )


def _print_unit(paths: ServicePaths) -> int:
    unit = systemd_unit.unit(paths, program())
    in_utf8()
    click.echo(unit, nl=False)
    for remark in systemd_unit.remarks(paths):
        say(f"注意：{remark}。")
    return 0


def _print_task(paths: ServicePaths) -> int:
    domain = os.environ.get("USERDOMAIN", "")
    user = f"{domain}\\{getuser()}" if domain else getuser()
    text = windows_task.task(paths, program(), user)
    if sys.stdout.isatty():
        click.echo(text, nl=False)
    else:
        click.echo(windows_task.file_content(text), nl=False)
    say(f"{windows_task.HOW}。")
    return 0


def _service_paths(setup: Setup, out: Path | None, desk: tuple[str, ...] | None) -> ServicePaths:
    return ServicePaths(
        folder=setup.folder,
        accounts_file=setup.accounts_file,
        data=setup.data,
        out=out or setup.out,
        desk=desk,
    )


def _report_outcome(handled: int, worker: Daemon) -> int:
    """Say how much was handled; return the exit code: 2 where something failed."""
    put_off = f"，推迟 {worker.waiting} 项" if worker.waiting else ""
    if handled or worker.failed or worker.waiting:
        say(f"到期事项：处理 {handled} 项，失败 {worker.failed} 项{put_off}。")
    else:
        say("没有到期的事项。")
    return 2 if worker.failed else 3 if worker.waiting else 0


@chinese.command()
@limit_option
@json_option
@click.pass_obj
def schedule(setup: Setup, /, limit: int, *, as_json: bool) -> int:
    """显示日程：各项何时到期，最近做过什么，有没有错过和补做。"""
    plan, now = setup.registry.schedule, clock.now()
    with setup.open_reading() as db:
        view = schedule_view(db, plan, now, limit)
    if as_json:
        emit(
            {
                "coming": [
                    {
                        "task": coming.task.value,
                        "title": coming.task.label,
                        "rule": coming.rule.text if coming.rule else None,
                        "due_at": clock.iso(coming.at) if coming.at else None,
                    }
                    for coming in view.coming
                ],
                "past": [_described(run) for run in view.past],
                "ahead": [_described(run) for run in view.ahead],
            }
        )
        return 0
    _print(view)
    if view.newest_at is not None:
        say(f"{wrong_clock.ahead_of_schedule(view.newest_at)}。")
    return 0


def _described(run: TaskRun) -> dict[str, Any]:
    return {
        "task": run.task,
        "due_at": clock.iso(run.due_at),
        "missed": run.missed,
        "attempts": run.attempts,
        "started_at": clock.iso(run.started_at),
        "finished_at": clock.iso(run.finished_at) if run.finished_at else None,
        "outcome": run.outcome,
        "note": run.note,
        "failures": run.failures,
        "again_at": clock.iso(run.again_at) if run.again_at else None,
        "ends_at": clock.iso(run.ends_at) if run.ends_at else None,
    }


def _print(view: ScheduleView) -> None:
    ahead = Table(title="接下来", box=None, pad_edge=False, title_justify="left")
    for title in ("事项", "日程", "下次"):
        ahead.add_column(title)
    for coming in view.coming:
        ahead.add_row(
            coming.task.label,
            coming.rule.text if coming.rule else "停用",
            clock.show(coming.at) if coming.at else "—",
        )
    console = screen()
    console.print(ahead)
    console.print("")
    console.print(_done("最近做过", view.past) if view.past else "尚未做过任何事项。")
    if view.ahead:
        console.print("")
        console.print(_done("日期在将来，不计为已办", view.ahead))


def _done(title: str, listed: tuple[TaskRun, ...]) -> Table:
    grid = Table(title=title, box=None, pad_edge=False, title_justify="left")
    for head in ("事项", "应于", "完成于", "结果"):
        grid.add_column(head, no_wrap=head != "结果", overflow="fold")
    for run in listed:
        late = f"（补做 {show_missed(run.missed)}）" if run.missed else ""
        ended = run.finished_at
        grid.add_row(
            Task(run.task).label,
            clock.show(run.due_at),
            clock.show(ended) if ended and run.outcome != task_retries.LAPSED else "未完成",
            Prose(f"{task_retries.status_text(run)}{late}"),
        )
    return grid


def _chores(
    setup: Setup, stop: Event, workers: int | None, out: Path, *, at_once: bool
) -> TaskRunner:
    return TaskRunner(
        accounts=setup.accounts_file,
        data=setup.data,
        out=out,
        secrets_of=lambda registry: Secrets.load(
            setup.accounts_file.parent, os.environ, registry.secret_names
        ),
        stop=stop,
        tell=say,
        workers=workers,
        at_once=at_once,
    )


def _remarks(chores: TaskRunner) -> list[str]:
    """Return what staff should know before the schedule is left to itself."""
    plan, now = chores.schedule(), clock.now()
    remarks = [plan.workdays.missing_year(clock.day(now))]
    look = next_of(plan, Task.LOOK, now)
    if look is not None:
        remarks.append(
            f"下一次{Task.LOOK.label}在 {clock.show(look)}；要立即查看，请运行 monitor check。"
        )
    return [chinese.ended(sentence) for sentence in remarks if sentence]
