"""A proved change of the register put in its place, one file after the other."""

import glob
import os
import shutil
from contextlib import ExitStack
from pathlib import Path

from monitor.model.errors import Busy, ConfigError
from monitor.model.system_errors import reason_of
from monitor.registry.edit.revise import RevisedFile, Revision
from monitor.registry.register_files import fingerprint
from monitor.system import durable
from monitor.system.locks import held

PATIENCE = 10  # seconds to wait for another person


class ChangedMeanwhile(ConfigError):
    """Somebody changed the register between the reading and the writing."""


def write(revision: Revision) -> None:
    """Put the changed files in the old ones' places, each in one step, all of them durable first.

    Raises ConfigError where somebody has changed the register meanwhile.
    """
    path = revision.path.resolve()  # a link stays a link
    busy = f"另一个程序正在修改 {path}，请稍后再试"
    try:
        with held(path.with_name(f".{path.name}.lock"), lambda: busy, PATIENCE):
            for file in revision.files:
                _refuse_changed(file.path, is_same=file.path.read_bytes() == file.before)
            if revision.old.files:
                same = fingerprint(revision.path) == revision.old.sha256
                _refuse_changed(path, is_same=same)
            with ExitStack() as halves:
                staged = [_staged(file, halves) for file in revision.files]
                for half, target in staged:
                    durable.put(half, target)
    except Busy:
        raise
    except OSError as error:
        raise ConfigError(f"{path} 无法写入：{reason_of(error)}") from error


def _staged(file: RevisedFile, halves: ExitStack) -> tuple[Path, Path]:
    """Write what *file* is to hold beside it; return where, and where it belongs."""
    path = file.path.resolve()
    half = path.with_name(f".{path.name}.{os.getpid()}")
    for left in path.parent.glob(f".{glob.escape(path.name)}.[0-9]*"):
        left.unlink(missing_ok=True)  # by a program that was killed
    halves.callback(half.unlink, missing_ok=True)
    with half.open("wb") as stream:
        stream.write(file.after)
        stream.flush()
        os.fsync(stream.fileno())
    shutil.copymode(path, half)
    return half, path


def _refuse_changed(path: Path, *, is_same: bool) -> None:
    if not is_same:
        raise ChangedMeanwhile(f"{path} 刚刚被修改过，未保存，请重新执行")
