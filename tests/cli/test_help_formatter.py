"""Help pages fit the terminal, in cells, and their columns stand below one another."""

from collections.abc import Iterator

import click
import pytest
from rich.cells import cell_len

from monitor.cli import cli
from monitor.cli.help_formatter import joined
from monitor.parsing.line_breaks import folded


def pages(command: click.Command, above: click.Context | None, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=above, **command.context_settings)
    yield command.get_help(context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from pages(found, context, below)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_of_any_help_is_wider_than_the_terminal(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    lines = [line for page in pages(cli, None, "monitor") for line in page.splitlines()]

    assert len(lines) > 200
    assert [line for line in lines if cell_len(line) > width] == []


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_of_any_help_begins_with_a_mark(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    lines = [line for page in pages(cli, None, "monitor") for line in page.splitlines()]

    assert [line for line in lines if line.lstrip()[:1] in tuple("，。；：、）”…")] == []
    assert [line for line in lines if line.endswith(("（", "“"))] == []


def test_what_options_mean_stands_in_one_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    page = next(pages(cli, None, "monitor"))

    told = ("工作目录，", "账号名单，默认", "数据目录（", "显示版本号", "显示本帮助")
    lines = [next(line for line in page.splitlines() if word in line) for word in told]
    assert {cell_len(line[: line.index(word)]) for line, word in zip(lines, told, strict=True)} == {
        19
    }


def test_headings_of_help_have_full_width_colons() -> None:
    page = next(pages(cli, None, "monitor"))

    assert page.startswith("用法：monitor [选项] 命令 [参数]…\n")
    assert "\n选项：\n" in page
    assert "\n命令：\n" in page


def test_text_is_broken_between_characters_and_never_lost() -> None:
    text = "导入台账（.xlsx 或 .csv）：新账号增加，“字段=”表示删去；见 https://example.cn/long 。"

    for width in range(24, 90):
        lines = folded(text, width)
        assert all(cell_len(line) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_of_the_source_are_joined_without_a_space_in_chinese() -> None:
    assert joined("不再列入的账号\n    须说明，\nurl、\n见 monitor\ncheck") == (
        "不再列入的账号须说明，url、见 monitor check"
    )
