"""`monitor checklist`: safety and interaction, which only a person can check."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from monitor.app import corrections, judged_round
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say, screen, select, selection
from monitor.model import Account, Answer, ChecklistItem, clock
from monitor.model.period import Period, Span, read
from monitor.parsing import naming
from monitor.parsing.tables.cells import truth
from monitor.parsing.text import clean
from monitor.review import attachments
from monitor.review.answers import parse_answers
from monitor.review.claims import FieldError
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.checklist_rules import SHORT, current, item_by_name, unanswered
from reports import verdict_sentence
from reports.answers_json import described

LatestAnswers = Mapping[str, Mapping[ChecklistItem, Answer]]  # by account


@chinese.group()
def checklist() -> None:
    """安全和互动回应：每季度由人工逐项核对。"""


@chinese.command("list")
@selection
@click.option("--quarter", metavar="季度", help="看该季度的，如 2021Q3；缺省为本季度。")
@json_option
@click.pass_obj
def list_(
    setup: Setup,
    /,
    platform: str | None,
    unit: str | None,
    quarter: str | None,
    *,
    as_json: bool,
) -> int:
    """列出本季度各账号的核对情况：是、否、未查，何时由谁核对。"""
    period, at = _quarter(quarter, clock.now())
    given = _given(setup, at)
    accounts = select(setup.registry.judged, (), platform, unit)
    latest = {
        a.id: {answer.item: answer for answer in current(given.get(a.id, ()), at)} for a in accounts
    }
    left = {a.id: unanswered(given.get(a.id, ()), at) for a in accounts}
    if as_json:
        due_on = period.last_day.isoformat()
        emit({"quarter": period.name, "due_on": due_on, "accounts": _listed(latest, left)})
        return 0

    withdrawn = _withdrawn(setup, period, at)
    console = screen()
    console.print(_grid(accounts, latest))
    for item in ChecklistItem:
        console.print(Text(f"{SHORT[item]}（{item.value}）：{item.label}"))
    for account in accounts:
        for answer in latest[account.id].values():
            if not answer.good:
                again = f"，{period.label}尚未复核" if answer.item in left[account.id] else ""
                console.print(Text(f"{clean(account.name)}：{_sentence(answer)}{again}", "red"))
        for answer in withdrawn.get(account.id, ()):
            console.print(
                Text(f"{clean(account.name)}：{_sentence(answer)}，已撤销（{answer.withdrawn}）")
            )
    done = sum(not items for items in left.values())
    due = f"{period.label}应于{period.last_day}前核对完毕"
    console.print(Text(f"{due}：已核完 {done} 个账号，未核完 {len(accounts) - done} 个。"))
    return 0


def _listed(
    latest: LatestAnswers, left: Mapping[str, Sequence[ChecklistItem]]
) -> list[dict[str, Any]]:

    return [
        {
            "account": id,
            "items": {
                item.value: described(answers[item]) if item in answers else None
                for item in ChecklistItem
            },
            "open": [item.value for item in left[id]],
        }
        for id, answers in latest.items()
    ]


def _grid(accounts: Sequence[Account], latest: LatestAnswers) -> Table:

    grid = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
    grid.add_column("账号", overflow="fold")
    for item in ChecklistItem:
        grid.add_column(SHORT[item], overflow="fold")
    for account in accounts:
        name = naming.full(account)
        cells = (_cell(latest[account.id].get(item)) for item in ChecklistItem)
        grid.add_row(Text(name), *(Text(words, style) for words, style in cells))
    return grid


def _quarter(name: str | None, now: datetime) -> tuple[Period, datetime]:
    """Return the quarter asked for, and the moment up to which its answers count."""
    if name is None:
        day = clock.day(now)
        name = f"{day.year}Q{(day.month + 2) // 3}"
    quarter = read(name, Span.QUARTER)
    if quarter.since > now:
        raise click.BadParameter(f"{quarter.label}还没有开始。", param_hint="--quarter")
    return quarter, min(now, quarter.until)


def _cell(answer: Answer | None) -> tuple[str, str]:
    """Return the text of an answer's cell, and its style."""
    if answer is None:
        return "未查", "dim"
    shot = "\n有证据" if answer.evidence else ""
    word, day = "是" if answer.good else "否", clock.day(answer.at)
    words = f"{word}\n{day:%m-%d}\n{clean(answer.by, 40)}{shot}"
    return words, "" if answer.good else "bold red"


def _sentence(answer: Answer) -> str:
    """Return an answer in full: what for, why, when, by whom, proved where."""
    note = f"：{clean(answer.note, 200)}" if answer.note else ""
    proof = f"，证据 {answer.evidence}" if answer.evidence else ""
    by = f"{clock.show_day(answer.at)}{clean(answer.by, 40)}核查"
    return f"“{answer.item.label}”为{'是' if answer.good else '否'}{note}（{by}{proof}）"


@chinese.command("set")
@click.argument("id", metavar="账号")
@click.argument("answers", metavar="事项=是|否…", nargs=-1, required=True)
@click.option("--by", required=True, metavar="姓名", help="查看人姓名。")
@click.option("--note", default="", metavar="文字", help="情况说明；答“否”的必填。")
@click.option(
    "--screenshot",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="文件",
    help="截图（PNG、JPG、PDF），存入证据。",
)
@click.pass_obj
def set_(
    setup: Setup, /, id: str, answers: tuple[str, ...], by: str, note: str, screenshot: Path | None
) -> int:
    """登记核对结果，如 表述=否、互动=是；全部=是 一次答完。

    事项：表述、保密、链接、舆情、互动、诚信（wording、secrets、links、opinion、
    interaction、honesty），全部（all）。每项都以“是”为正常；任何一项为“否”，该账号即不合格。
    """
    setup.refuse_demo()
    (account,) = select(setup.registry.accounts, (id,), judged=True)
    words = _read(answers)
    now = clock.now().replace(microsecond=0)
    proof = attachments.read(screenshot) if screenshot else None
    try:
        review = parse_answers(
            words, account, by=by, note=note, proof=proof, looked=lambda: (now, now)
        )
    except FieldError as wrong:
        raise click.BadParameter(f"{wrong}。", param_hint=f"--{wrong.field}") from wrong
    judged = judged_round.enter(setup.recorder(), (), now, (review,) if review else ())
    say(f"{account.name}：已登记 {len(judged.recorded.answers)} 项。")
    for sentence in verdict_sentence.told(judged.assessments):
        say(sentence)
    return 0


@chinese.command()
@click.argument("id", metavar="账号")
@click.argument("name", metavar="事项")
@click.option("--by", required=True, metavar="姓名", help="经办人姓名。")
@click.option("--reason", required=True, metavar="理由", help="为何撤销，如登记错了账号。")
@click.pass_obj
def withdraw(setup: Setup, /, id: str, name: str, by: str, reason: str) -> int:
    """撤销登记有误的“否”：据此作出的不合格结论不再计入报告和得分。

    已经整改的不要撤销，复核后用 checklist set 答“是”。
    """
    setup.refuse_demo()
    (account,) = select(setup.registry.accounts, (id,))
    item = item_by_name(name)
    if item is None:
        raise click.UsageError(f"没有事项 {name}，可为 {'、'.join(SHORT.values())}。")
    with setup.open_database() as db:
        last = corrections.withdraw_answer(db, account, item, by, reason, clock.now())
    say(f"{account.name}：{_sentence(last)}已撤销，由此立案的问题在下次检查时一并撤销。")
    return 0


for command in (list_, set_, withdraw):
    checklist.add_command(command)


def _read(answers: tuple[str, ...]) -> dict[ChecklistItem, str]:
    """Return the answers by item; a named item counts before ``all``, in any order."""
    by_item: dict[ChecklistItem, str] = {}
    everything: dict[ChecklistItem, str] = {}
    for pair in answers:
        name, _, word = unicodedata.normalize("NFKC", pair).partition("=")
        good, asked, whole = truth(word), item_by_name(name), name.strip() in ("all", "全部")
        if good is None or (asked is None and not whole):
            names = "、".join(SHORT.values())
            raise click.UsageError(f"{pair}：应写成 事项=是 或 事项=否，事项可为 {names}、全部。")
        to = everything if whole else by_item
        for item in ChecklistItem if asked is None else (asked,):
            if truth(to.setdefault(item, word)) is not good:
                raise click.UsageError(f"{name} 既答“是”又答“否”，请核对。")
    return everything | by_item


def _withdrawn(setup: Setup, period: Period, until: datetime) -> dict[str, tuple[Answer, ...]]:
    with setup.open_reading() as db:
        answers = AnswerStore(db).answers(period.since, until, withdrawn=True)
    return {
        id: tuple(answer for answer in given if answer.withdrawn) for id, given in answers.items()
    }


def _given(setup: Setup, until: datetime) -> dict[str, tuple[Answer, ...]]:
    with setup.open_reading() as db:
        return AnswerStore(db).answers(clock.BEGINNING, until)
