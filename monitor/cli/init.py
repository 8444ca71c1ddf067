"""`monitor init`: a county's first register, by four questions or as many options."""

import os
import shlex
import subprocess
from pathlib import Path

import click

from monitor.app import first_register
from monitor.app.first_register import Answers, Place
from monitor.cli import chinese, terminal
from monitor.cli.console import Setup, say

QUESTIONS = {
    "county": "县（市、区）名称，如 某某县：",
    "office": "本办公室全称，文稿以此落款，如 某某县人民政府办公室：",
    "reports_to": "报送的上级机关，报告以此为主送，如 某某市人民政府办公室：",
    "contact": "联系人和电话或邮箱，印在整改通知书上：",
}


@chinese.command()
@click.option("--county", metavar="名称", help="县（市、区）名称，如 某某县。")
@click.option("--office", metavar="名称", help="本办公室全称，文稿以此落款。")
@click.option("--reports-to", metavar="名称", help="报送的上级机关，报告以此为主送。")
@click.option("--contact", metavar="文字", help="联系人和电话或邮箱，印在整改通知书上。")
@click.pass_obj
def init(setup: Setup, /, **given: str | None) -> int:
    """新建一个县：没有账号的名单、密钥文件和所需的文件夹；已有的一概不动。

    在终端上逐项询问没有用选项写明的；不在终端上运行的，四项都须写明。
    """
    place = Place(accounts=setup.accounts_file, data=setup.data, out=setup.out)
    first_register.refuse_occupied(place)
    for question, answer in given.items():
        if answer is not None and (why := first_register.fault(question, answer)):
            raise click.BadParameter(f"{why}。", param_hint=_option(question))
    made = first_register.make(_answers(given), place)
    click.echo(f"已新建 {'、'.join(map(str, made))}。")
    if place.secrets not in made:
        say(f"{place.secrets} 原已存在，未作改动。")
    command = _command(setup)
    click.echo(f"下一步：{command} accounts import 台账.xlsx --add-units --by 姓名")
    file = place.accounts.name
    click.echo(f"没有台账的，按 {file} 中的说明填写，再运行 {command} accounts validate")
    return 0


def _answers(given: dict[str, str | None]) -> Answers:
    """Return what is *given*, the rest as a person answers; raises ConfigError without one."""
    missing = [_option(question) for question, answer in given.items() if answer is None]
    if missing and not terminal.is_attended():
        raise click.UsageError(f"不在终端上运行，无从询问，请用选项写明：{'、'.join(missing)}。")
    answers = {
        question: _asked(question) if answer is None else answer
        for question, answer in given.items()
    }
    return Answers(**answers)


def _asked(question: str) -> str:
    """Return a person's answer, asked again while it cannot stand."""
    while True:
        answer = terminal.asked(QUESTIONS[question])
        why = first_register.fault(question, answer)
        if not why:
            return answer
        say(f"{why}，请重新填写。")


def _option(question: str) -> str:
    return f"--{question.replace('_', '-')}"


def _command(setup: Setup) -> str:
    """Return how the program is called where it was called now."""
    words = ["monitor"]
    if setup.folder != Path():
        words += ["-C", str(setup.folder)]
    for option, path, usual in (
        ("--accounts", setup.accounts_file, "accounts.yaml"),
        ("--data", setup.data, "data"),
    ):
        if path != setup.folder / usual:
            inside = path.is_relative_to(setup.folder)
            words += [option, str(path.relative_to(setup.folder) if inside else path)]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
