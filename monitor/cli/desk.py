"""`monitor desk`: serves the office's web page; who may use it is settled here, on the PC."""

import importlib
import sys
from pathlib import Path
from typing import Any

import click

from monitor.app import acts
from monitor.app import people as people_of
from monitor.app.desk_process import NEEDED
from monitor.app.passwords import MISSING
from monitor.app.people_store import Person, Role
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say
from monitor.cli.desk_options import reach_options
from monitor.model import clock
from monitor.model.errors import RequestError

SERVER = "monitor.desk.server"  # named and not imported: the two faces know nothing of each other
ROLES = {role.label: role for role in Role}


@chinese.group(invoke_without_command=True)
@reach_options
@click.option(
    "--out",
    type=chinese.Folder(),
    metavar="目录",
    help="报告和状态网页的输出目录，默认为工作目录下的 out。",
)
@click.option("--kept", is_flag=True, hidden=True, help="由守护进程照管，与其一同结束。")
@click.pass_context
def desk(
    ctx: click.Context,
    /,
    port: int,
    named: tuple[str, ...],
    behind: str,
    out: Path | None,
    *,
    lan: bool,
    kept: bool,
) -> int | None:
    """值班台：在浏览器中查看待办、登记所见、当即判定；缺省只有本机能打开。

    打开显示的地址登录；人员用 monitor desk people 增减。
    """
    if ctx.invoked_subcommand is not None:
        return None
    setup: Setup = ctx.obj
    server = _server()
    setup.open_database().close()  # brings its tables up to date: the desk only reads and appends
    server.serve(
        setup.accounts_file, setup.data, setup.demo, port, say,
        in_lan=lan, named=named, behind=behind, is_kept=kept, out=out or setup.out,
    )  # fmt: skip
    return 0


@chinese.group()
@click.pass_obj
def people(setup: Setup) -> None:
    """值班台的人员：增加、改密码、移除、列出。"""
    setup.refuse_wrong_folder()


@chinese.command()
@click.argument("name", metavar="用户名")
@click.option("--name", "shown", required=True, metavar="姓名", help="登记时署的姓名。")
@click.option(
    "--role",
    type=click.Choice(tuple(ROLES)),
    default=Role.DUTY.label,
    show_default=True,
    help="值班员办理各项；领导只查阅。",
)
@click.pass_obj
def add(setup: Setup, name: str, shown: str, role: str) -> int:
    """增加一名人员；密码随后输入，至少10个字符。"""
    person = people_of.add(setup.data, name, shown, ROLES[role], _password(), clock.now())
    say(f"已增加：{_called(person)}。")
    _note(setup, acts.PEOPLE_ADD, person)
    return 0


@chinese.command()
@click.argument("name", metavar="用户名")
@click.pass_obj
def password(setup: Setup, name: str) -> int:
    """重设密码：其各处登录随即失效，因多次未能登录而须等候的也解除。"""
    person = people_of.set_password(setup.data, name, _password())
    say(f"已重设：{_called(person)}。")
    _note(setup, acts.PEOPLE_PASSWORD, person)
    return 0


@chinese.command()
@click.argument("name", metavar="用户名")
@click.pass_obj
def remove(setup: Setup, name: str) -> int:
    """移除一名人员：不能再登录，其登记的内容不变。"""
    person = people_of.remove(setup.data, name, clock.now())
    say(f"已移除：{_called(person)}。")
    _note(setup, acts.PEOPLE_REMOVE, person)
    return 0


@chinese.command("list")
@json_option
@click.pass_obj
def list_(setup: Setup, *, as_json: bool) -> int:
    """列出可以登录的人员。"""
    listed = people_of.everybody(setup.data)
    if as_json:
        emit({"people": [_described(person) for person in listed]})
        return 0
    for person in listed:
        click.echo(_called(person))
    if not listed:
        say("还没有人员，用 monitor desk people add 增加。")
    return 0


for command in (add, password, remove, list_):
    people.add_command(command)
desk.add_command(people)


def _server() -> Any:
    """Return the module that serves; raises RequestError where what it needs is not installed."""
    try:
        for name in NEEDED:
            importlib.import_module(name)
    except ImportError as error:
        raise RequestError(MISSING) from error
    return importlib.import_module(SERVER)


def _note(setup: Setup, verb: str, person: Person) -> None:
    if setup.demo is None:  # which stays as it was recorded
        acts.on_the_pc(setup.data, verb, _called(person))


def _password() -> str:
    """Return a password as typed twice, or as a script gives it on one line."""
    if sys.stdin.isatty():
        typed: str = click.prompt("密码", hide_input=True, confirmation_prompt="再输一遍")
        return typed
    return sys.stdin.readline().rstrip("\r\n")


def _called(person: Person) -> str:
    return f"{person.name} {person.shown}（{person.role.label}）"


def _described(person: Person) -> dict[str, str]:
    at = clock.iso(person.made_at)
    return {"name": person.name, "shown": person.shown, "role": person.role.value, "since": at}
