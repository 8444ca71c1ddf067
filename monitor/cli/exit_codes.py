"""How a command ends: an exit code, one Chinese sentence at most, and never a traceback.

Whatever is no error of ours is told by what to do about it; where it came about stands in the
log of the data directory, if there is one that can be written.
"""

import errno
import gc
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import chinese
from monitor.parsing.text import storable

if TYPE_CHECKING:  # it reaches the whole program, which the page of help does not need
    from monitor.cli.console import Setup

log = logging.getLogger(__name__)

USAGE = 2  # of usage or configuration, or a command that could not be carried out
UNREAD = (errno.EPIPE, errno.EBADF)  # nobody reads the output, or it was closed from the first
OURS = "程序内部出错，未能完成"

At = Callable[[], "Setup | None"]  # where the command works, once that is known


def code_of(command: Callable[[], Any], at: At, *, is_last: bool) -> int:
    """Run *command*; return its exit code, having told on stderr why it could not be run.

    *is_last*: the process ends with it.
    """
    with _quiet(at):
        code = _run(command, at)
        if code == USAGE and is_last:
            gc.collect()  # what was left open complains now, not when the interpreter ends
        try:
            sys.stdout.flush()
        except AttributeError:  # closed before we began
            pass
        except (OSError, ValueError) as error:
            _into_the_void()
            code = _unforeseen(error, at)
    return code


def _run(command: Callable[[], Any], at: At) -> int:
    try:
        return int(command() or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        chinese.show(error)
    except (click.Abort, KeyboardInterrupt, EOFError):
        _say("已中止。")
    except Exception as error:  # noqa: BLE001  # told by what to do; the log says where
        return _failed(error, at)
    return USAGE


def _failed(error: Exception, at: At) -> int:
    from monitor.model import errors  # it reaches all values: only what fails waits for them

    if isinstance(error, errors.RegistryError | errors.SheetError):
        _say(str(error))
        _say(f"共 {len(error.problems)} 处问题，请改正后重试。")
    elif isinstance(error, errors.MonitorError):
        _say(f"错误：{chinese.ended(str(error))}")
    else:
        return _unforeseen(error, at)
    return USAGE


def _unforeseen(error: BaseException, at: At) -> int:
    """Report an unexpected error, and log its traceback."""
    from monitor.model.system_errors import ENDED, reason_of  # only what fails waits for it

    if isinstance(error, OSError) and error.errno in UNREAD:
        _into_the_void()
        _say(f"错误：{ENDED}。")
        return USAGE
    kept = _noted(error, at)
    what = reason_of(error) or OURS
    place = getattr(error, "filename", None)
    where = f"{os.fsdecode(place)}：" if isinstance(place, str | bytes) else ""
    _say(f"错误：{where}{what}{f'；详情见 {kept}' if kept else ''}。")
    return USAGE


def _noted(error: BaseException, at: At) -> str:
    """Write the traceback into the log; return the log's path, empty where it cannot be had."""
    with suppress(Exception):
        setup = at()
        if setup is not None and setup.data.is_dir():
            from monitor.system.logs import FILE, logging_to  # only what fails waits for it

            kept = setup.data / FILE
            with logging_to(setup.data, _scrubber(setup)):
                log.error("a command ended by an error of no kind of ours", exc_info=error)
            return str(kept) if kept.exists() and os.access(kept, os.W_OK) else ""
    return ""


def _scrubber(setup: "Setup") -> Any:
    from monitor.system.redact import Scrubber  # only what fails waits for it

    with suppress(Exception):
        return Scrubber(setup.secrets.values)
    return Scrubber([])


def _say(sentence: str) -> None:
    with suppress(OSError, ValueError, AttributeError):
        click.echo(storable(sentence), err=True)


def _into_the_void() -> None:
    """Let nothing more be written where nobody reads: the interpreter flushes when it ends."""
    with suppress(Exception):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextmanager
def _quiet(at: At) -> Iterator[None]:
    """Send what threads and destructors raise into the log, not to the screen."""
    kept = logging.raiseExceptions, threading.excepthook, sys.unraisablehook
    logging.raiseExceptions = False
    logging.getLogger().addHandler(nowhere := logging.NullHandler())

    def thrown(what: Any) -> None:
        if what.exc_value is not None:
            _noted(what.exc_value, at)

    threading.excepthook = sys.unraisablehook = thrown
    try:
        yield
    finally:
        logging.raiseExceptions, threading.excepthook, sys.unraisablehook = kept
        logging.getLogger().removeHandler(nowhere)
