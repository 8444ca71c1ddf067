"""One data directory, several users of the machine: through a group, or refused with the way to it.

Whoever writes in somebody else's folder leaves files there that its owner cannot change: the
evidence of the day, the database's log, a lock. So a folder is shared where its group may write
and what is made in it belongs to the group too (setgid); then whatever we make is the group's to
write, whatever the user's umask is. Windows gives files the rights of their folder.
"""

import os
import shlex
import stat
from pathlib import Path

from monitor.model.errors import StoreError

GROUP = stat.S_IRWXG
DATABASE, REGISTER = "monitor.db", "accounts.yaml"
SHARED = stat.S_ISGID | stat.S_IWGRP


def is_shared(folder: Path) -> bool:
    """Say whether *folder* is set up for the users of its group."""
    mode = _mode(folder)
    return os.name == "posix" and mode is not None and mode & SHARED == SHARED


def enter(data: Path) -> None:
    """Let what this process makes be the group's where *data*, or what it is made in, is shared."""
    if is_shared(_standing(data)):
        os.umask(_umask() & ~GROUP)


def private_mode(path: Path) -> int:
    """Return the rights that *path*, which holds secrets, has to have: its owner's alone.

    In a shared folder the group's, too, where the file is that group's.
    """
    if not is_shared(path.parent) or path.stat().st_gid != path.parent.stat().st_gid:
        return 0o600
    return 0o660


def refuse_foreign(folder: Path) -> None:
    """Raise StoreError where *folder*, or the database in it, is another user's and not shared."""
    if why := _refusal(folder):
        raise StoreError(why)


def refuse_traces(folder: Path) -> None:
    """Raise StoreError where reading alone would leave files of ours in another user's *folder*.

    What SQLite keeps beside a database it gives to its owner, if it runs as root.
    """
    if os.name == "posix" and os.geteuid() != 0 and os.access(folder, os.W_OK):
        refuse_foreign(folder)


def is_foreign(folder: Path) -> bool:
    """Say whether *folder* is another user's, who does not share it with us."""
    return bool(_refusal(folder))


def _refusal(folder: Path) -> str:
    if os.name != "posix":
        return ""
    for path in (folder, folder / DATABASE):
        if not path.exists() or path.stat().st_uid == os.geteuid():
            continue
        if os.statvfs(path).f_flag & os.ST_RDONLY:
            return ""  # nobody can write there, and what is said of it needs no user
        if not os.access(path, os.W_OK):
            return f"{_owned(path)}，当前用户不能写入；{_way(folder)}"
        if not is_shared(folder):
            return f"{_owned(path)}，没有设为多人共用；{_way(folder)}"
    return ""


def make_database(path: Path) -> None:
    """Make the file of a database where there is none: SQLite would keep the group out."""
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o666))


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except OSError:
        return None


def _umask() -> int:
    """Return the umask, which can only be read by setting it; no thread has begun yet."""
    kept = os.umask(0o077)
    os.umask(kept)
    return kept


def _owned(path: Path) -> str:
    return f"{path} 属于用户 {_user(path)}"


def _standing(path: Path) -> Path:
    """Return *path*, or the nearest folder above it that there is."""
    return path if path.exists() or path == path.parent else _standing(path.parent)


def _way(data: Path) -> str:
    """Say how a folder is shared: by its owner, with commands that can be copied."""
    folder = data.resolve()
    whole = folder.parent if (folder.parent / REGISTER).exists() else folder
    place = shlex.quote(str(whole))
    return (
        f"请改由该用户运行（sudo -u {_user(data)} monitor …），或由管理员设为多人共用："
        f"chgrp -R 用户组 {place} && chmod -R g+rwX {place} && "
        f"find {place} -type d -exec chmod g+s {{}} +，并把各使用者加入该用户组"
    )


def _user(path: Path) -> str:
    try:
        return path.owner()
    except (KeyError, OSError, NotImplementedError):
        return str(path.stat().st_uid)
