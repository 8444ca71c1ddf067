"""`monitor status` and `monitor show`: what the database knows, without looking."""

import click

from monitor.app.task_run_store import TaskLog
from monitor.cli import chinese
from monitor.cli.console import (
    Setup,
    emit,
    json_option,
    limit_option,
    say,
    screen,
    select,
    selection,
)
from monitor.model import clock
from monitor.notices.outbox import Outbox
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.reader import VerdictReader


@chinese.command()
@selection
@json_option
@click.pass_obj
def status(setup: Setup, platform: str | None, unit: str | None, *, as_json: bool) -> int:
    """列出各账号最近一次结论；不访问网络。"""
    from monitor.app import task_retries, wrong_clock
    from monitor.app.current_verdicts import current_verdicts
    from monitor.app.spot_check import ensure_renderable, internal_failures_message
    from monitor.notices import delivery
    from monitor.registry.rules import ChecksOf
    from monitor.verdicts import summary
    from reports import check_json, check_screen

    now = clock.now()
    accounts = select(setup.registry.judged, (), platform, unit)
    with setup.open_reading() as db:
        reader, task_log = VerdictReader(db), TaskLog(db)
        current = current_verdicts(reader, setup.registry, accounts, now)
        last_seen = reader.last_seen(current, now)
        checks = ChecksOf(setup.registry.policy)
        assessments = summary.worst_first(
            ensure_renderable(assessment, checks, last_seen) for assessment in current
        )
        incidents = wrong_clock.incidents(db, now)
        ahead, duty = ClockLog(db).ahead(now), task_log.duty_ahead(now)
        troubles = (
            *task_retries.troubles(task_log.open_duties(now), task_log.lapsed_duties(now)),
            *delivery.stranded(Outbox(db), setup.registry.channels, now),
        )
    judged = {assessment.account.id for assessment in assessments}
    never = [account for account in accounts if account.id not in judged]
    if as_json:
        emit(
            {
                "accounts": [check_json.account(assessment) for assessment in assessments],
                "never_checked": [account.id for account in never],
                "incidents": check_json.incidents(incidents),
                "ahead": {
                    "runs": ahead.runs,
                    "looks": ahead.looks,
                    "latest_at": clock.iso(ahead.latest_at) if ahead.latest_at else None,
                    "duty_at": clock.iso(duty) if duty else None,
                },
                "troubles": list(troubles),
            }
        )
    else:
        console = screen()
        for incident in incidents:
            console.print(check_screen.incident(incident))
        if assessments:
            console.print(check_screen.table(assessments, console.width, last_seen))
    if ahead.latest_at and not as_json:
        say(f"{wrong_clock.ahead_of_now(ahead)}。")
    if duty and not as_json:
        say(f"{wrong_clock.ahead_of_schedule(duty)}。")
    for sentence in () if as_json else troubles:
        say(f"{sentence}。")
    if broken := internal_failures_message(assessments):
        say(broken)
    if never and not as_json:
        say(f"另有 {len(never)} 个账号从未查看，请运行 monitor check。")
    return summary.exit_code(assessments, whole=not never)


@chinese.command()
@click.argument("id", metavar="账号")
@limit_option
@json_option
@click.pass_obj
def show(setup: Setup, id: str, limit: int, *, as_json: bool) -> int:
    """显示一个账号的历次结论、观测和证据。"""
    from reports import dossier

    (account,) = select(setup.registry.accounts, (id,))
    with setup.open_reading() as db:
        reader = VerdictReader(db)
        value = dossier.Dossier(
            account=account,
            now=clock.now(),
            set_aside=ClockLog(db).runs_set_aside(),
            verdicts=reader.verdicts(account, limit),
            observations=reader.history(id, limit),
            posts=reader.posts(id, limit),
        )
    if as_json:
        emit(dossier.as_json(value))
    else:
        console = screen()
        console.print(dossier.render(value))
    return 0
