"""click's own words in Chinese; must be set before click prints anything."""

import gettext
import os
import sys
from functools import partial
from pathlib import Path

import click

from monitor.cli.pages import Page

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

click.Context.formatter_class = Page

command = partial(click.command, options_metavar="[选项]")
group = partial(click.group, options_metavar="[选项]", subcommand_metavar="命令 [参数]…")
