"""The bytes of accounts.yaml and the text in them, or a sentence why there is none."""

import re
from pathlib import Path

from monitor.model.system_errors import reason_of
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.yaml_positions import Position

MAX_BYTES = 5 * 1024 * 1024  # some 20 000 accounts; beyond that it is surely another file
START = Position(1, 1)
UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_bytes(path: Path, faults: Faults) -> bytes:
    """Return the bytes of *path*; raises RegistryError where they cannot be had."""
    try:
        if path.is_dir():
            raise faults.fatal(START, "这是一个目录，应为账号名单文件")
        if not path.exists():
            raise faults.fatal(START, _missing(path))
        if not path.is_file():
            raise faults.fatal(START, "这不是普通文件，应为账号名单文件")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise faults.fatal(START, _too_big(size))
        return path.read_bytes()
    except PermissionError as error:
        raise faults.fatal(START, "没有读取该文件的权限") from error
    except (OSError, ValueError) as error:
        message = f"文件读不出来：{reason_of(error) or '请核对路径'}"
        raise faults.fatal(START, message) from error


def _missing(path: Path) -> str:
    """Say where the file was looked for, and what may stand there in its place."""
    folder = path.absolute().parent
    if not folder.is_dir():
        return f"文件不存在：没有目录 {folder}，请用 -C 指明名单所在目录"
    if alike := misnamed(path):
        return f"文件不存在，但目录 {folder} 中有 {alike}，请把它改名为 {path.name}"
    return f"在目录 {folder} 中没有这个文件，请用 -C 指明名单所在目录；新建名单用 monitor init"


def misnamed(path: Path) -> str:
    """Return the name of a file that may be meant by *path*, empty where none is.

    Editors and hands make others of it: Notepad adds .txt and hides it.
    """
    other = path.with_suffix(".yml" if path.suffix == ".yaml" else ".yaml")
    names = (f"{path.name}.txt", f"{path.stem}.txt", other.name, f"{path.name}.yaml")
    return next((name for name in names if path.with_name(name).is_file()), "")


def decode(data: bytes, faults: Faults) -> str:
    """Return the text of *data*; raises RegistryError where it is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec cuts the mark of byte order off before it counts.
        start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        before = data[:start].decode("utf-8-sig", "replace")
        raise faults.fatal(_mark_after(before), _encoding(data)) from error
    if strange := UNREADABLE.search(text):
        message = f"含有不可见的控制字符（U+{ord(strange[0]):04X}），请删去，或确认选对了文件"
        raise faults.fatal(_mark_after(text[: strange.start()]), message)
    return text


def _mark_after(text: str) -> Position:
    lines = re.split("\r\n|\r|\n", text)
    return Position(len(lines), len(lines[-1]) + 1)


def _too_big(size: int) -> str:
    limit = MAX_BYTES // 1024**2
    return f"文件有 {size / 1024**2:.1f} MB，名单不应超过 {limit} MB，请确认选对了文件"


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        likely = "像是 UTF-16"
    else:
        try:
            data.decode("gb18030")
            likely = "像是 GBK"
        except UnicodeDecodeError:
            likely = "也不像其他常用的文字编码"
    return f"文件不是 UTF-8 编码（{likely}），请在编辑器中另存为 UTF-8"
