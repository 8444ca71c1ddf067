"""`monitor status` and `monitor show`: what the store knows, without looking."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from monitor.app import wrong_clock
from monitor.app.status import CurrentStatus, current_status
from monitor.cli import chinese
from monitor.cli.console import (
    Setup,
    emit,
    emit_members,
    json_option,
    limit_option,
    say,
    screen,
    select,
    selection,
)
from monitor.model import clock
from monitor.verdicts import summary
from reports import account_rows, check_json, check_screen, status_screen

PAGES = frozenset({".html", ".htm"})  # how the name of a page ends
FEEDS = frozenset({".atom", ".xml"})


@chinese.command()
@selection
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="文件",
    help="写入给领导和上级看的网页（.html）或订阅（.atom），供共享文件夹、内网网站用。",
)
@click.option(
    "--public", is_flag=True, help="与 --out 同用：写明单位和账号；不加只写各平台的个数。"
)
@json_option
@click.pass_obj
def status(
    setup: Setup,
    /,
    platform: str | None,
    unit: str | None,
    out: Path | None,
    *,
    public: bool,
    as_json: bool,
) -> int:
    """列出各账号最近一次结论和接下来要做的事；不访问网络。"""
    if out is not None:
        if platform or unit or as_json:
            raise click.UsageError("--out 写全部账号，不能与 --platform、--unit、--json 同用。")
        return _write(setup, out, public=public)
    if public:
        raise click.UsageError("--public 须与 --out 同用。")
    accounts = select(setup.registry.judged, (), platform, unit)
    now = clock.now()
    with setup.open_reading() as db:
        stands = current_status(db, setup.registry, accounts, now)
    if as_json:
        emit_members(_described(stands, now))
    else:
        _show(stands, setup.registry.jurisdiction.name, len(accounts), now)
    if message := stands.failure_message:
        say(message)
    return summary.exit_code(stands.assessments, whole=not stands.never_checked)


def _write(setup: Setup, out: Path, *, public: bool) -> int:
    """Write the page or the feed for officials."""
    from monitor.app import status_page  # the list on the screen writes nothing

    is_feed = out.suffix.lower() in FEEDS
    if not is_feed and out.suffix.lower() not in PAGES:
        raise click.UsageError("--out 的文件名应以 .html 或 .atom 结尾。")
    registry, now = setup.registry, clock.now()
    with setup.open_reading() as db:
        text = (
            status_page.rendered_feed(db, registry, now, public=public)
            if is_feed
            else status_page.rendered_page(db, setup.data, registry, now, public=public)
        )
    status_page.put(out, text)
    named = "写明单位和账号" if public else "只写各平台的个数"
    say(f"{'订阅' if is_feed else '状态网页'}已写入 {out}，{named}。")
    return 0


def _described(stands: CurrentStatus, now: datetime) -> Iterator[tuple[str, Any]]:
    ahead, task_run_at = stands.ahead, stands.task_run_ahead_at
    yield "as_of", clock.iso(now)
    yield "summary", check_json.counts(stands.assessments)
    yield "accounts", map(check_json.account, stands.assessments)
    yield "never_checked", [account.id for account in stands.never_checked]
    yield "incidents", check_json.incidents(stands.incidents)
    yield (
        "ahead",
        {
            "runs": ahead.runs,
            "looks": ahead.looks,
            "latest_at": clock.iso(ahead.latest_at) if ahead.latest_at else None,
            "duty_at": clock.iso(task_run_at) if task_run_at else None,
        },
    )
    yield "troubles", list(stands.troubles)
    yield "next_steps", [{"what": step.what, "command": step.command} for step in stands.steps]


def _show(stands: CurrentStatus, county: str, asked: int, now: datetime) -> None:
    console = screen()
    console.print(status_screen.head(county, now, asked, stands.assessments))
    for incident in stands.incidents:
        console.print(check_screen.incident(incident))
    if stands.assessments:
        shown = stands.assessments[: account_rows.MOST]
        console.print(account_rows.rows(shown, stands.newest_post_at))
        for line in account_rows.beyond(stands.assessments):
            console.print(line)
    console.print(status_screen.steps(stands.steps))
    if stands.ahead.latest_at:
        say(f"{wrong_clock.ahead_of_now(stands.ahead)}。")
    if stands.task_run_ahead_at:
        say(f"{wrong_clock.ahead_of_schedule(stands.task_run_ahead_at)}。")
    for sentence in stands.troubles:
        say(f"{sentence}。")


@chinese.command()
@click.argument("id", metavar="账号")
@limit_option
@json_option
@click.pass_obj
def show(setup: Setup, id: str, limit: int, *, as_json: bool) -> int:
    """显示一个账号的历次结论、观测和证据。"""
    # `status` is asked more often, and does not wait for these
    from monitor.app.account_page import dossier_of
    from reports import dossier

    (account,) = select(setup.registry.accounts, (id,))
    with setup.open_reading() as db:
        value = dossier_of(db, setup.registry, account, limit, clock.now())
    if as_json:
        emit(dossier.as_json(value))
    else:
        console = screen()
        console.print(dossier.render(value))
    return 0
