"""Questions to a person at a terminal; where there is none, nobody is asked."""

import sys

import click

YES = frozenset({"是", "y", "yes"})


def is_attended() -> bool:
    """Say whether somebody reads what is asked, and can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def asked(question: str) -> str:
    """Return the line that a person answers *question* with; ends the command where none comes."""
    click.echo(question, nl=False, err=True)
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:  # what was typed is no text of the terminal's encoding
        return "\N{REPLACEMENT CHARACTER}"
    if not line:
        raise click.Abort
    return line.rstrip("\r\n")


def confirmed(question: str) -> bool:
    """Say whether a person says yes to *question*; anything else is a no."""
    return asked(f"{question}（是/否，直接回车为否）：").strip().lower() in YES
