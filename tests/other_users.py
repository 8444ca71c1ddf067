"""Commands run by other users of the machine, where the tests run as root."""

import json
import os
from pathlib import Path

import pytest

from tests.running import Done, run

ZHANG, LI, GROUP = 20_001, 20_002, 20_100  # no such users are needed: the kernel knows numbers
as_root = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="only root becomes other users"
)


def give(folder: Path, user: int, *, shared: bool = False, others: int = 0) -> None:
    """Give *folder* to *user*, shared with the group as the program says, or open to *others*."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, GROUP if shared else user)
        mode = 0o755 if path.is_dir() else 0o644
        if shared:
            mode = path.stat().st_mode | (0o2070 if path.is_dir() else 0o060)
        path.chmod(mode | others)
    for path in folder.parents:
        if path.stat().st_uid == 0 and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)


def run_as(user: int, folder: Path, *words: object, umask: int = 0o077) -> Done:
    """Run a command as *user*, who is of the group, under a *umask* of his own."""
    told = folder.parent / f"told-{user}.json"
    told.touch()
    os.chown(told, user, -1)
    child = os.fork()
    if not child:
        try:
            os.umask(umask)
            os.setgroups([GROUP])
            os.setgid(user)
            os.setuid(user)
            done = run(folder, *words)
            told.write_text(json.dumps([done.code, done.out, done.err]), "utf-8")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    code, out, err = json.loads(told.read_text("utf-8"))
    return Done(code=code, out=out, err=err)
