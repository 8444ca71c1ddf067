"""The files that a register stands in: accounts.yaml and those that it names, sound or not.

Found without reading what they hold: for who copies them, or asks whether anybody touched them.
"""

import glob
import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath, PurePosixPath

from monitor.model.errors import RegistryError

ENDINGS = (".yaml", ".yml")
# a line that may name files; a register without one need not be read to know that it stands alone
NAMING = re.compile(rb"^[ \t]*[^#\s][^\r\n]*\.ya?ml['\"]?[ \t]*(?:[],#\r\n]|\Z)", re.MULTILINE)
FEW = 5  # names in a sentence
Signature = tuple[tuple[str, int, int], ...]  # names, last changes, sizes


def matching(folder: Path, pattern: str) -> list[str]:
    """Return the names of the files below *folder* that *pattern* names, in order."""
    names = glob.glob(pattern, root_dir=folder)  # noqa: PTH207  # Path.glob finds hidden files too
    return sorted({PurePosixPath(PurePath(name).as_posix()).as_posix() for name in names})


def pattern_fault(pattern: str) -> str:
    """Return why *pattern* names no files of a register, empty where it does."""
    if "\\" in pattern:
        return "路径中的各级目录应以 / 分隔"
    if pattern.startswith("/") or PurePath(pattern).anchor or ".." in PurePosixPath(pattern).parts:
        return "只能引用名单所在目录之内的文件，不能写绝对路径或 .."
    if not pattern.endswith(ENDINGS):
        return "引用的文件须以 .yaml 结尾，如 counties/*.yaml"
    return ""


def names_in(data: bytes, path: Path) -> tuple[str, ...]:
    """Return which files the register *data* names that stands in *path*, as far as it says so."""
    return _told(data, path)[1]


def patterns_in(data: bytes, path: Path) -> tuple[str, ...]:
    """Return by what the register *data* names files, as far as it says so."""
    return _told(data, path)[0]


def _told(data: bytes, path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not NAMING.search(data):
        return (), ()
    from monitor.registry.parse import includes  # what reads registers, for those in many files
    from monitor.registry.parse.faults import Faults

    try:
        return includes.told_files(data, path, Faults(str(path)))
    except RegistryError:
        return (), ()


def sha256_of(data: bytes, files: Iterable[tuple[str, str]]) -> str:
    """Return the hash of a register: of its bytes alone where it names no other *files*.

    These come by their names, each with the hash of its bytes.
    """
    others = tuple(files)
    if not others:
        return hashlib.sha256(data).hexdigest()
    digest = hashlib.sha256(hashlib.sha256(data).digest())
    for name, sha256 in others:
        digest.update(f"{name}\0{sha256}\0".encode())
    return digest.hexdigest()


def contents(path: Path) -> dict[str, bytes]:
    """Return the bytes of each file that the register in *path* names; raises OSError."""
    return {name: (path.parent / name).read_bytes() for name in names_in(path.read_bytes(), path)}


def fingerprint(path: Path) -> str:
    """Return the hash of the register as it stands, sound or not; empty where it is unreadable."""
    try:
        data, others = path.read_bytes(), contents(path)
    except OSError:
        return ""
    return sha256_of(data, ((name, hashlib.sha256(o).hexdigest()) for name, o in others.items()))


def unnamed(path: Path, names: Iterable[str]) -> list[str]:
    """Return what lies beside the files *names* of the register in *path* and looks like one.

    An ending that no pattern names, such as .yml, would have a county's accounts overlooked.
    """
    known = {PurePosixPath(name) for name in names}
    folders = {name.parent for name in known} - {PurePosixPath()}
    beside = {
        folder / file.name
        for folder in folders
        for file in (path.parent / folder).iterdir()
        if file.name.lower().removesuffix(".txt").endswith(ENDINGS)  # .txt: which Windows hides
        and not file.name.startswith(".")
    }
    return sorted(str(name) for name in beside - known if (path.parent / name).is_file())


def unnamed_sentence(names: Sequence[str]) -> str:
    """Say that accounts in the files *names* are not looked at."""
    few = "、".join(names[:FEW]) + (f" 等 {len(names)} 个文件" if len(names) > FEW else "")
    return f"{few} 没有被名单引用，其中的账号不在检查之列；应引用的请改名或补写，其余请移走"


def signature(path: Path, patterns: Sequence[str]) -> Signature:
    """Return what changes when anybody touches a file of the register; empty without one."""
    names = dict.fromkeys(name for pattern in patterns for name in matching(path.parent, pattern))
    try:
        stats = [(name, (path.parent / name).stat()) for name in (path.name, *names)]
    except OSError:
        return ()
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)
