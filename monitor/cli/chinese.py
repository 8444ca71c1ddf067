"""click's own words in Chinese; must be set before click prints anything."""

import gettext
import os
import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from monitor.cli.help_formatter import HelpPage

OPTION = re.compile(r"'(--?[\w-]+)'")
QUOTED = re.compile(r" *'([^']*)' *")
ENDS = ("。", "！", "？", "……")

LOCALE = Path(__file__).parent / "locale"


def speak() -> None:
    """Choose the Chinese catalogue, whatever the host's locale, and keep output printable."""
    os.environ["LANGUAGE"] = "zh_CN"  # gettext would take English under LANG=C
    gettext.bindtextdomain("monitor", LOCALE)
    gettext.textdomain("monitor")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")  # a GBK console must not end the program


speak()  # click translates some words while a command is being declared

for number in (click.types.IntParamType, click.IntRange):
    number.name = "整数"  # click's messages name it, and no catalogue has the name

click.Context.formatter_class = HelpPage


class Command(click.Command):
    """A command that shows what a use case refuses as a fault of usage."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from monitor.model.errors import RequestError  # only what fails waits for it

            if not isinstance(error, RequestError):
                raise
            option = f"--{error.field}"
            if not any(option in param.opts for param in self.params):  # a word without a name
                raise click.UsageError(str(error), ctx) from error
            raise click.BadParameter(str(error), ctx, param_hint=option) from error


command = partial(click.command, cls=Command, options_metavar="[选项]")
group = partial(click.group, options_metavar="[选项]", subcommand_metavar="命令 [参数]…")


class Folder(click.Path):
    """A directory that was named: an unset variable's empty text would mean the current one."""

    def __init__(self, *, exists: bool = False) -> None:
        super().__init__(exists=exists, file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("没有写明目录。", param, ctx)
        return super().convert(value, param, ctx)


def show(error: click.ClickException) -> None:
    """Print a fault of usage on stderr: one Chinese sentence, then how the command is called."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()  # no fault: the page of help
        return
    from monitor.model.errors import RequestError  # only a fault of usage waits for it

    message = error.format_message()
    is_ours = getattr(error, "param", None) is None and type(error) in (
        click.UsageError,
        click.BadParameter,
    )
    click.echo(f"错误：{ended(message if is_ours else punctuated(message))}", err=True)
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None and not isinstance(error.__cause__, RequestError):
        # what is refused by its meaning was called rightly, and needs no usage
        help_option = max(context.command.get_help_option_names(context), key=len)
        click.echo(f"用法见“{context.command_path} {help_option}”。", err=True)


def punctuated(text: str) -> str:
    """Return what click itself says with Chinese marks in the place of its own."""
    text = QUOTED.sub(r"“\1”", OPTION.sub(r"\1", text))
    for mark, chinese in (("”,“", "”、“"), (",\n\t", "、"), ("。 ", "。"), (". ", "。")):
        text = text.replace(mark, chinese)
    return text.rstrip(".")


def ended(text: str) -> str:
    """Return *text* as a sentence that ends."""
    return text if text.endswith(ENDS) else f"{text}。"
