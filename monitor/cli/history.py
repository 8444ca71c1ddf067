"""`monitor status` and `monitor show`: what the store knows, without looking."""

import click

from monitor import clock
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, limit_option, say, screen, select
from monitor.model import Platform


@chinese.command()
@click.option(
    "--platform",
    type=click.Choice([platform.value for platform in Platform]),
    metavar="平台",
    help="只列该平台的账号。",
)
@click.option("--unit", metavar="单位", help="只列该单位的账号。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果。")
@click.pass_obj
def status(setup: Setup, platform: str | None, unit: str | None, *, as_json: bool) -> int:
    """列出各账号最近一次结论；不访问网络。"""
    from monitor import summary
    from monitor.inspection import expired
    from reports import json, terminal

    accounts = select(setup.registry.judged, (), platform, unit)
    with setup.store() as store:
        said = summary.worst_first(
            expired(one, clock.now(), setup.registry.policy) for one in store.latest(accounts)
        )
    judged = {one.account.id for one in said}
    never = [account for account in accounts if account.id not in judged]
    if as_json:
        emit(
            {
                "accounts": [json.account(one) for one in said],
                "never_checked": [account.id for account in never],
            }
        )
    elif said:
        console = screen()
        console.print(terminal.table(said, console.width))
    if never and not as_json:
        say(f"另有 {len(never)} 个账号从未查看，请运行 monitor check。")
    return summary.exit_code(said) or (3 if never else 0)


@chinese.command()
@click.argument("id", metavar="账号")
@limit_option
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果。")
@click.pass_obj
def show(setup: Setup, id: str, limit: int, *, as_json: bool) -> int:
    """显示一个账号的历次结论、观测和证据。"""
    from reports import dossier

    (account,) = select(setup.registry.accounts, (id,))
    with setup.store() as store:
        value = dossier.Dossier(
            account=account,
            verdicts=store.verdicts(account, limit),
            observations=store.history(id, limit),
            posts=store.posts(id, limit),
        )
    if as_json:
        emit(dossier.as_json(value))
    else:
        console = screen()
        console.print(dossier.render(value))
    return 0
