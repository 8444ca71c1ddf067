"""Who changes the register, and why: the options of every command that does."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from monitor.app.register import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest(Signature):
    """A signature as it was typed. *dry_run*: the change is shown and not saved."""

    dry_run: bool = False


def signs(*, required: bool) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return a decorator that adds who signs and why to a command, as a SignedRequest."""
    presence = {"required": True} if required else {"default": ""}

    def give(command: Callable[..., int]) -> Callable[..., int]:
        @wraps(command)
        def signed_command(*args: Any, by: str, reason: str, dry_run: bool, **values: Any) -> int:
            signature = SignedRequest(by=by, reason=reason, dry_run=dry_run)
            return command(*args, signature=signature, **values)

        for option in (
            click.option("--dry-run", is_flag=True, help="只显示将作的修改，不保存。"),
            click.option("--reason", default="", metavar="文字", help="修改的原因或依据。"),
            click.option("--by", metavar="姓名", help="修改人姓名，写入修改记录。", **presence),
        ):
            signed_command = option(signed_command)
        return signed_command

    return give


signed_options = signs(required=True)
