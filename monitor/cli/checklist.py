"""`monitor checklist`: safety and interaction, which only a person can check."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor import clock
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say, screen, select, selection

if TYPE_CHECKING:
    from monitor.model import Answer, Item


@chinese.group()
def checklist() -> None:
    """安全和互动回应：每季度由人工逐项核对。"""


@chinese.command("list")
@selection
@json_option
@click.pass_obj
def list_(setup: Setup, /, platform: str | None, unit: str | None, *, as_json: bool) -> int:
    """列出本季度各账号的核对情况：是、否、未查。"""
    from monitor.checklist import current
    from monitor.model import Item

    now = clock.now()
    given = _given(setup)
    accounts = select(setup.registry.judged, (), platform, unit)
    said = {a.id: {one.item: one for one in current(given.get(a.id, ()), now)} for a in accounts}
    if as_json:
        emit(
            {
                "accounts": [
                    {
                        "account": id,
                        "items": {
                            item.value: None if item not in answers else described(answers[item])
                            for item in Item
                        },
                    }
                    for id, answers in said.items()
                ]
            }
        )
        return 0
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
    grid.add_column("账号", overflow="fold")
    for item in Item:
        grid.add_column(item.value)
    for account in accounts:
        answers = said[account.id]
        cells = [Text(f"{account.name}（{account.platform.label}）")]
        for item in Item:
            one = answers.get(item)
            cells.append(Text("未查", "dim") if one is None else Text("是") if one.good
                         else Text("否", "bold red"))  # fmt: skip
        grid.add_row(*cells)
    console = screen()
    console.print(grid)
    for item in Item:
        console.print(Text(f"{item.value}：{item.label}"))
    return 0


@chinese.command("set")
@click.argument("id", metavar="账号")
@click.argument("answers", metavar="事项=是|否…", nargs=-1, required=True)
@click.option("--by", required=True, metavar="姓名", help="核查人姓名。")
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
    """登记核对结果：wording、secrets、links、opinion、interaction、honesty，或 all=是。

    每项都以“是”为正常；任何一项为“否”，下次检查时该账号不合格。
    """
    from monitor.byhand import proofs
    from monitor.byhand.keeping import attach
    from monitor.model import Answer

    (account,) = select(setup.registry.judged, (id,))
    if not by.strip():
        raise click.BadParameter("请写核查人姓名。", param_hint="--by")
    said = _read(answers)
    if not all(said.values()) and not note.strip():
        raise click.BadParameter("答“否”的须说明情况。", param_hint="--note")
    now = clock.now().replace(microsecond=0)
    place = ""
    if screenshot is not None:
        place = attach(setup.data, account.id, proofs.read(screenshot), now, tell=say)
    made = [
        (id, Answer(item=item, good=good, at=now, by=by.strip(), note=note.strip(), evidence=place))
        for item, good in said.items()
    ]
    with setup.store() as store:
        store.append_answers(made)
    say(f"{account.name}：已登记 {len(made)} 项，下次 monitor check 时采用。")
    return 0


for command in (list_, set_):
    checklist.add_command(command)


def _read(answers: tuple[str, ...]) -> dict["Item", bool]:
    from monitor.checklist import truth
    from monitor.model import Item

    said: dict[Item, bool] = {}
    for pair in answers:
        name, _, word = pair.partition("=")
        good = truth(word)
        if good is None or (name != "all" and name not in set(Item)):
            known = "、".join(item.value for item in Item)
            raise click.UsageError(f"{pair}：应写成 事项=是 或 事项=否，事项可为 {known}、all。")
        said |= dict.fromkeys(Item, good) if name == "all" else {Item(name): good}
    return said


def described(one: "Answer") -> dict[str, Any]:
    """Return an answer for scripts."""
    return {
        "item": one.item.value,
        "good": one.good,
        "at": clock.iso(one.at),
        "by": one.by,
        "note": one.note,
        "evidence": one.evidence,
    }


def _given(setup: Setup) -> dict[str, tuple["Answer", ...]]:
    with setup.store() as store:
        return store.answers(clock.BEGINNING, clock.now())
