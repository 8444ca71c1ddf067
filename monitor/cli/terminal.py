"""Questions to a person at a terminal; where there is none, nobody is asked."""

import sys

import click

YES = frozenset({"是", "y", "yes"})


def is_attended() -> bool:
    """Say whether somebody reads what is asked, and can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def asked(question: str) -> str:
    """Return what a person answers *question* with, without the blanks around it.

    Ends the command where nobody answers any more.
    """
    click.echo(question, nl=False, err=True)
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:  # what was typed is no text of the terminal's encoding
        return "\N{REPLACEMENT CHARACTER}"
    if not line:
        raise click.Abort
    return line.strip()


def confirmed(question: str) -> bool:
    """Say whether a person says yes to *question*; anything else is a no."""
    return asked(f"{question}（是/否，直接回车为否）：").lower() in YES
