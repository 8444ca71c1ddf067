"""`monitor cases`: every problem and its path to the end."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import click

from monitor.app import case_steps, follow_up
from monitor.cases.case import Case, CaseStep, StepKind
from monitor.cases.case_store import CaseStore
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, named_unit, say, screen, select
from monitor.cli.date_options import day_option
from monitor.model import clock
from reports.cases import NOTHING, board, described, entered, history, told_before

F = TypeVar("F", bound=Callable[..., Any])


@chinese.group()
def cases() -> None:
    """整改：发现、通知、整改、复查、销号。"""


def _signed(command: F) -> F:
    return click.option("--by", required=True, metavar="姓名", help="经办人姓名。")(command)


def due_option(help: str, *, required: bool = False) -> Callable[[F], F]:
    """Give a command the day until which something holds: one name, and the older one."""
    return day_option("--due", "--until", "due", help=help, required=required)


reason_option = click.option("--reason", default="", metavar="文字", help="原因。")
numbers_argument = click.argument("words", metavar="编号或账号…", nargs=-1, required=True)


@chinese.command("list")
@click.option("--all", "everything", is_flag=True, help="连同已销号的一并列出。")
@click.option("--unit", metavar="单位", help="只列该单位的问题，可用单位标识或名称。")
@json_option
@click.pass_obj
def list_(setup: Setup, /, unit: str | None, *, everything: bool, as_json: bool) -> int:
    """按阶段列出问题：待通知、整改中、待复查、豁免。"""
    now = clock.now()
    today = clock.day(now)
    with setup.open_reading() as db:
        stored = follow_up.current_cases(CaseStore(db), setup.registry, today)
        units = [(owner.id, owner.name) for owner in setup.registry.units]
        wanted = named_unit(unit, [*units, *((case.unit, case.unit_name) for case in stored)])
        chosen = [
            case for case in stored if (everything or case.is_open) and wanted in (None, case.unit)
        ]
        current = follow_up.current_messages(db, setup.registry, chosen, now)
    if as_json:
        _emit(setup, chosen, current)
    elif not chosen:
        click.echo("没有待整改的问题。")
    else:
        console = screen()
        caveats = follow_up.term_caveats(setup.registry, chosen)
        for part in board(chosen, today, console.width, current=current, caveats=caveats):
            console.print(part)
    return 0


@chinese.command()
@click.argument("word", metavar="编号或账号")
@json_option
@click.pass_obj
def show(setup: Setup, /, word: str, *, as_json: bool) -> int:
    """显示一个问题的全部经过：何时、何人、做了什么。"""
    today = clock.day(clock.now())
    with setup.open_reading() as db:
        stored = follow_up.current_cases(CaseStore(db), setup.registry, today)
        (case,) = case_steps.find(stored, case_steps.numbers(stored, [word]))
    caveat = follow_up.term_caveats(setup.registry, [case]).get(case.id, "")
    if as_json:
        emit(described(case, today, caveat=caveat))
    else:
        console = screen()
        for part in history(case, today, caveat):
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
    (account,) = select(setup.registry.accounts, (id,), judged=True)
    with setup.open_database() as db:
        case = case_steps.open_case(db, setup.registry, account, text, by, _now())
    say(f"已登记为 {case.id} 号问题。")
    if as_json:
        _emit(setup, [case])
    return 0


@chinese.command()
@numbers_argument
@due_option("整改期限，缺省为 5 个工作日（rectifying.due_workdays）。")
@_signed
@json_option
@click.pass_obj
def notify(
    setup: Setup, /, words: tuple[str, ...], due: date | None, by: str, *, as_json: bool
) -> int:
    """登记已通知单位整改，自此计算期限；通知书用 report notice 生成。"""
    return _add(
        setup, words, case_steps.step(StepKind.NOTIFY, by, _now(), due_on=due), as_json=as_json
    )


@chinese.command()
@numbers_argument
@click.option("--text", required=True, metavar="文字", help="单位反馈的整改情况。")
@_signed
@json_option
@click.pass_obj
def rectify(setup: Setup, /, words: tuple[str, ...], text: str, by: str, *, as_json: bool) -> int:
    """登记单位的整改反馈，等待复查。"""
    return _add(
        setup, words, case_steps.step(StepKind.RECTIFY, by, _now(), text=text), as_json=as_json
    )


@chinese.command()
@numbers_argument
@due_option("延期后的整改期限。", required=True)
@reason_option
@_signed
@json_option
@click.pass_obj
def extend(
    setup: Setup, /, words: tuple[str, ...], due: date, reason: str, by: str, *, as_json: bool
) -> int:
    """延长整改期限，须说明原因。"""
    return _add(
        setup,
        words,
        case_steps.step(StepKind.EXTEND, by, _now(), text=reason, due_on=due),
        as_json=as_json,
    )


@chinese.command()
@numbers_argument
@click.option("--document", default="", metavar="文号", help="批准豁免的文件。")
@due_option("豁免到期日，此后重新计为待整改。")
@reason_option
@_signed
@json_option
@click.pass_obj
def exempt(
    setup: Setup,
    /,
    words: tuple[str, ...],
    document: str,
    due: date | None,
    reason: str,
    by: str,
    *,
    as_json: bool,
) -> int:
    """登记经批准的豁免，须写明文件、期限和原因。"""
    step = case_steps.step(StepKind.EXEMPT, by, _now(), text=reason, document=document, until=due)
    return _add(setup, words, step, as_json=as_json)


@chinese.command()
@json_option
@click.pass_obj
def verify(setup: Setup, /, *, as_json: bool) -> int:
    """依据最近一次查看复查所有未销号的问题：合格即销号。

    先运行 monitor check 或登记人工观测，再复查。
    """
    with setup.open_database() as db:
        followed = follow_up.verify(db, setup.registry, _now())
    say(followed.summary or "没有可以销号的问题。")
    if as_json:
        _emit(setup, [update.case for update in followed.updates])
    return 0


@chinese.command()
@numbers_argument
@reason_option
@_signed
@json_option
@click.pass_obj
def close(setup: Setup, /, words: tuple[str, ...], reason: str, by: str, *, as_json: bool) -> int:
    """人工销号，须说明原因；一般由复查合格后自动销号。"""
    return _add(
        setup, words, case_steps.step(StepKind.CLOSE, by, _now(), text=reason), as_json=as_json
    )


for command in (list_, show, open_, notify, rectify, extend, exempt, verify, close):
    cases.add_command(command)


def _now() -> datetime:
    return clock.now().replace(microsecond=0)


def _emit(setup: Setup, cases: Sequence[Case], current: Mapping[int, str] = NOTHING) -> None:
    today = clock.day(clock.now())
    caveats = follow_up.term_caveats(setup.registry, cases)
    emit(
        {
            "cases": [
                described(
                    case,
                    today,
                    caveat=caveats.get(case.id, ""),
                    current=current.get(case.id, ""),
                )
                for case in cases
            ]
        }
    )


def _add(setup: Setup, words: Sequence[str], step: CaseStep, *, as_json: bool) -> int:
    """Add the same step to each case, and say how they stand now."""
    with setup.open_database() as db:
        numbers = case_steps.numbers(CaseStore(db).cases(), words)
        added = case_steps.add(db, setup.registry, numbers, step)
    for case in added.repeated:
        say(f"{case.id} 号问题（{case.name}）{told_before(case)}。")
    updates = added.updates
    caveats = follow_up.term_caveats(setup.registry, [update.case for update in updates])
    for case in (update.case for update in updates):
        say(f"{case.id} 号问题（{case.name}）：{entered(case, caveats.get(case.id, ''))}。")
    if as_json:
        _emit(setup, [*added.repeated, *(update.case for update in updates)])
    return 0
