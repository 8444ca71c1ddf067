"""Every command with its page of help, as ``--help`` prints it."""

from collections.abc import Iterator

import click

from monitor.cli import COMMANDS, cli
from tools.reference.markdown import GENERATED, fence, prose

WIDTH = 88
HEAD = """# 命令

每条命令都可加 `--help` 查看说明，以下即其内容。标明“必填”的选项不可省略。结果写到标准输出，提示
和日志写到标准错误；带 `--json` 的命令以 JSON 输出结果，形式见 [JSON 输出](json.md)。

退出码：0 全部合格；1 有不合格；2 用法或配置错误；3 无不合格但有无法判定。
"""


def commands() -> Iterator[tuple[tuple[str, ...], click.Command, click.Context]]:
    """Walk the tree of commands, each with the context that its page of help needs."""
    yield from _below((), cli, cli.make_context("monitor", [], resilient_parsing=True))


def _below(
    path: tuple[str, ...], command: click.Command, context: click.Context
) -> Iterator[tuple[tuple[str, ...], click.Command, click.Context]]:
    yield path, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is None:
                continue
            inner = child.make_context(name, [], parent=context, resilient_parsing=True)
            yield from _below((*path, name), child, inner)


def page() -> str:
    """Return the page of all commands: the most general first, each group's own below it."""
    parts = [GENERATED + prose(HEAD) + "\n"]
    for path, _, context in commands():
        if len(path) < 2:
            parts.append("## " + (f"{path[0]}：{COMMANDS[path[0]][1]}" if path else "总体") + "\n")
        else:
            parts.append(f"### {' '.join(path)}\n")
        parts.append(fence(help_of(context)) + "\n")
    return "\n".join(parts)


def help_of(context: click.Context) -> str:
    """Return a page of help at the width of the documents."""
    context.terminal_width = context.max_content_width = WIDTH
    return context.get_help()
