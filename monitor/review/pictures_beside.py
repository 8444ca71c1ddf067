"""Screenshots that lie beside a list and bear the names of its accounts."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from monitor.model import Account
from monitor.model.errors import ConfigError
from monitor.model.system_errors import reason_of
from monitor.parsing import naming
from monitor.parsing.text import clean, name_key
from monitor.review import attachments
from monitor.review.attachments import Proof
from monitor.review.claims import FieldError

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".pdf"})


def found(folder: Path, accounts: Iterable[Account]) -> dict[str, Proof | FieldError]:
    """Return the picture of each of *accounts*, or why it cannot be used, by the account's id.

    A file bears the account's name, its name with the platform, or its id. Files are known by
    their names alone: none is opened that no account claims.
    """
    listed = tuple(accounts)
    bearers = Counter(name_key(account.name) for account in listed)
    files = _files(folder)
    pictures: dict[str, Proof | FieldError] = {}
    for account in listed:
        plain = name_key(account.name)
        shared = files.get(plain, []) if bearers[plain] > 1 else []
        names = {name_key(account.id), name_key(naming.full(account))}
        names |= set() if bearers[plain] > 1 else {plain}
        own = [file for name in sorted(names) for file in files.get(name, [])]
        if len(own) > 1:
            told = "、".join(clean(file.name, 40) for file in own)
            pictures[account.id] = FieldError("screenshot", f"有多个截图文件：{told}，请只留一个")
        elif own:
            pictures[account.id] = _read(own[0])
        elif shared:
            message = f"有同名账号，截图文件请改名为“{clean(naming.full(account), 60)}”"
            pictures[account.id] = FieldError("screenshot", message)
    return pictures


def _files(folder: Path) -> dict[str, list[Path]]:
    by_name: dict[str, list[Path]] = {}
    try:
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in SUFFIXES:
                by_name.setdefault(name_key(path.stem), []).append(path)
    except OSError as error:
        raise ConfigError(f"目录 {folder} 读不出来：{reason_of(error)}") from error
    return by_name


def _read(path: Path) -> Proof | FieldError:
    try:
        return attachments.read(path)
    except ConfigError as wrong:
        return FieldError("screenshot", str(wrong))
