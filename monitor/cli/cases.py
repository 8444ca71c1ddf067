"""`monitor cases`: every problem and its path to the end."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.cases.case_store import CaseStore
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, named_unit, say, screen, select
from monitor.cli.date_options import day_option
from monitor.model import clock
from monitor.parsing.text import clean
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.reader import VerdictReader

if TYPE_CHECKING:
    from monitor.cases.case import Case, CaseStep, CaseUpdate

LONGEST = 2_000  # characters of what is told of a case
F = TypeVar("F", bound=Callable[..., Any])


@chinese.group()
def cases() -> None:
    """整改：发现、通知、整改、复查、销号。"""


def _signed(command: F) -> F:
    return click.option("--by", required=True, metavar="姓名", help="经办人姓名。")(command)


reason_option = click.option("--reason", default="", metavar="文字", help="原因。")
numbers_argument = click.argument("numbers", metavar="编号…", nargs=-1, required=True, type=int)


@chinese.command("list")
@click.option("--all", "everything", is_flag=True, help="连同已销号的一并列出。")
@click.option("--unit", metavar="单位", help="只列该单位的问题，可用单位标识或名称。")
@json_option
@click.pass_obj
def list_(setup: Setup, /, unit: str | None, *, everything: bool, as_json: bool) -> int:
    """按阶段列出问题：待通知、整改中、待复查、豁免。"""
    from monitor.app import follow_up
    from reports.cases import board

    today = clock.day(clock.now())
    with setup.open_database() as db:
        stored = follow_up.standing(CaseStore(db), setup.registry, today)
    units = [(owner.id, owner.name) for owner in setup.registry.units]
    wanted = named_unit(unit, [*units, *((case.unit, case.unit_name) for case in stored)])
    chosen = [
        case for case in stored if (everything or case.is_open) and wanted in (None, case.unit)
    ]
    if as_json:
        _emit(chosen)
    elif not chosen:
        click.echo("没有待整改的问题。")
    else:
        console = screen()
        for part in board(chosen, today, console.width):
            console.print(part)
    return 0


@chinese.command()
@click.argument("number", metavar="编号", type=int)
@json_option
@click.pass_obj
def show(setup: Setup, /, number: int, *, as_json: bool) -> int:
    """显示一个问题的全部经过：何时、何人、做了什么。"""
    from monitor.app import follow_up
    from reports.cases import described, history

    today = clock.day(clock.now())
    with setup.open_database() as db:
        (case,) = _find(follow_up.standing(CaseStore(db), setup.registry, today), [number])
    if as_json:
        emit(described(case, today))
    else:
        console = screen()
        for part in history(case, today):
            console.print(part)
    return 0


@chinese.command("open")
@click.argument("id", metavar="账号")
@click.option("--text", required=True, metavar="文字", help="发现的问题。")
@_signed
@json_option
@click.pass_obj
def open_(setup: Setup, /, id: str, text: str, by: str, *, as_json: bool) -> int:
    """人工登记一个问题，如内容差错、留言未回复。"""
    from monitor.app import follow_up
    from monitor.cases.case import Case, CaseStep, CaseUpdate, StepKind
    from monitor.model.codes import BY_HAND

    (account,) = select(setup.registry.accounts, (id,), judged=True)
    if not (problem := clean(text, LONGEST)):
        raise click.BadParameter("请写明发现的问题。", param_hint="--text")
    step = CaseStep(kind=StepKind.OPEN, at=_now(), by=_name(by), text=problem)
    case = Case(
        id=0, account=account.id, name=account.name, unit=account.unit.id,
        unit_name=account.unit.name, platform=account.platform.value, check=BY_HAND,
        title="人工发现", steps=(step,),
    )  # fmt: skip
    with setup.open_database() as db:
        updates = CaseStore(db).add_steps(lambda _: [CaseUpdate(case=case, steps=(step,))])
        follow_up.settle(db, setup.registry, updates, step.at)
    say(f"已登记为 {updates[0].case.id} 号问题。")
    if as_json:
        _emit(update.case for update in updates)
    return 0


@chinese.command()
@numbers_argument
@day_option("--due", "整改期限，缺省为 5 个工作日（rectifying.due_workdays）。")
@_signed
@json_option
@click.pass_obj
def notify(
    setup: Setup, /, numbers: tuple[int, ...], due: date | None, by: str, *, as_json: bool
) -> int:
    """登记已通知单位整改，自此计算期限；通知书用 report notice 生成。"""
    return _add(setup, numbers, _step_of("NOTIFY", by, due_on=due), as_json=as_json)


@chinese.command()
@numbers_argument
@click.option("--text", required=True, metavar="文字", help="单位反馈的整改情况。")
@_signed
@json_option
@click.pass_obj
def rectify(setup: Setup, /, numbers: tuple[int, ...], text: str, by: str, *, as_json: bool) -> int:
    """登记单位的整改反馈，等待复查。"""
    return _add(setup, numbers, _step_of("RECTIFY", by, text=text), as_json=as_json)


@chinese.command()
@numbers_argument
@day_option("--due", "延期后的整改期限。", required=True)
@reason_option
@_signed
@json_option
@click.pass_obj
def extend(
    setup: Setup, /, numbers: tuple[int, ...], due: date, reason: str, by: str, *, as_json: bool
) -> int:
    """延长整改期限，须说明原因。"""
    return _add(setup, numbers, _step_of("EXTEND", by, text=reason, due_on=due), as_json=as_json)


@chinese.command()
@numbers_argument
@click.option("--document", default="", metavar="文号", help="批准豁免的文件。")
@day_option("--until", "豁免到期日，此后重新计为待整改。")
@reason_option
@_signed
@json_option
@click.pass_obj
def exempt(
    setup: Setup,
    /,
    numbers: tuple[int, ...],
    document: str,
    until: date | None,
    reason: str,
    by: str,
    *,
    as_json: bool,
) -> int:
    """登记经批准的豁免，须写明文件、期限和原因。"""
    step = _step_of("EXEMPT", by, text=reason, document=document, until=until)
    return _add(setup, numbers, step, as_json=as_json)


@chinese.command()
@json_option
@click.pass_obj
def verify(setup: Setup, /, *, as_json: bool) -> int:
    """依据最近一次查看复查所有未销号的问题：合格即销号。

    先运行 monitor check 或登记人工观测，再复查。
    """
    from monitor.app import follow_up, wrong_clock
    from monitor.app.current_verdicts import verdicts_with_runs
    from monitor.notices import case_notices

    now = _now()
    with setup.open_database() as db:
        case_store, reader = CaseStore(db), VerdictReader(db)
        wrong_clock.refuse(ClockLog(db), now, "复查销号")
        watched = {case.account for case in case_store.cases() if case.is_open}
        accounts = [account for account in setup.registry.judged if account.id in watched]
        current = verdicts_with_runs(reader, setup.registry, accounts, now)
        assessments = tuple(verdict for _, verdict in current)
        runs = {verdict.account.id: run for run, verdict in current}
        looked = reader.last_by_hand(now)
        added = follow_up.follow(
            case_store, setup.registry, assessments, now, opens=False, runs=runs
        )
        follow_up.settle(db, setup.registry, added, now)
    say(case_notices.summary_sentence(added) or "没有可以销号的问题。")
    late = (a.account for a in assessments if looked.get(a.account.id, a.taken_at) > a.taken_at)
    if newer := [account.name for account in late]:
        say(f"{'、'.join(newer)}检查之后又登记了人工观测，请先运行 monitor check。")
    if as_json:
        _emit(update.case for update in added)
    return 0


@chinese.command()
@numbers_argument
@reason_option
@_signed
@json_option
@click.pass_obj
def close(setup: Setup, /, numbers: tuple[int, ...], reason: str, by: str, *, as_json: bool) -> int:
    """人工销号，须说明原因；一般由复查合格后自动销号。"""
    return _add(setup, numbers, _step_of("CLOSE", by, text=reason), as_json=as_json)


for command in (list_, show, open_, notify, rectify, extend, exempt, verify, close):
    cases.add_command(command)


def _now() -> Any:
    return clock.now().replace(microsecond=0)


def _name(by: str) -> str:
    from monitor.review.claims import signed

    if not (name := signed(by)):
        raise click.BadParameter("请写经办人姓名。", param_hint="--by")
    return name


def _find(listed: Sequence["Case"], numbers: Sequence[int]) -> list["Case"]:
    by_number = {case.id: case for case in listed}
    for number in numbers:
        if number not in by_number:
            raise click.UsageError(f"没有 {number} 号问题。")
    return [by_number[number] for number in dict.fromkeys(numbers)]


def _emit(cases: Iterable["Case"]) -> None:
    from reports.cases import described

    today = clock.day(clock.now())
    emit({"cases": [described(case, today) for case in cases]})


def _step_of(
    event: str,
    by: str,
    *,
    text: str = "",
    document: str = "",
    due_on: date | None = None,
    until: date | None = None,
) -> "CaseStep":
    from monitor.cases.case import CaseStep, StepKind

    return CaseStep(
        kind=StepKind[event], at=_now(), by=_name(by), text=clean(text, LONGEST),
        document=clean(document, LONGEST), due_on=due_on, until=until,
    )  # fmt: skip


def _add(setup: Setup, numbers: Sequence[int], step: "CaseStep", *, as_json: bool) -> int:
    """Add the same step to each case: to all of them or to none."""
    from monitor.app import follow_up

    with setup.open_database() as db:
        case_store = CaseStore(db)
        updates = case_store.add_steps(lambda cases: _updates(setup, _find(cases, numbers), step))
        updated = {update.case.id for update in updates}
        repeated = [case for case in _find(case_store.cases(), numbers) if case.id not in updated]
        follow_up.settle(db, setup.registry, updates, step.at)
    for case in repeated:
        day = clock.day(case.last_at)
        say(f"{case.id} 号问题（{case.name}）已于 {day} 通知过，期限 {case.due_on}，不重复登记。")
    days = setup.registry.schedule.workdays
    caveats = dict.fromkeys(days.caveat(u.case.due_on) for u in updates if u.case.due_on)
    for caveat in filter(None, caveats):
        say(f"{caveat}。")
    entered = f"{step.kind.label}已登记"
    for case in (update.case for update in updates):
        due = f"，期限 {case.due_on}" if case.due_on and case.is_open else ""
        if until := case.steps[-1].until:
            due = f"至 {until}"
        say(f"{case.id} 号问题（{case.name}）：{entered}，现为{case.stage.label}{due}。")
    if as_json:
        _emit([*repeated, *(update.case for update in updates)])
    return 0


def _updates(setup: Setup, cases: Iterable["Case"], step: "CaseStep") -> list["CaseUpdate"]:
    """Return the updates of *cases*, without those that *step* would only notify again."""
    from monitor.cases.case import by_hand, is_repeated_notice

    terms, workdays = setup.registry.rectifying, setup.registry.schedule.workdays
    return [
        by_hand(case, step, terms, workdays) for case in cases if not is_repeated_notice(case, step)
    ]
