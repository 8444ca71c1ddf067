"""What the system complains of is told in Chinese, by what to do; never in its own words."""

import errno
import os
import re
import socket
import sqlite3
import ssl
from pathlib import Path

import pytest

from monitor.model.errors import StoreError
from monitor.model.system_errors import DATABASE, reason_of
from monitor.system.database import open_database

LATIN = re.compile(r"[A-Za-z]+")
KNOWN = {"TLS"}  # what is called so in Chinese too


def english(said: str) -> set[str]:
    return set(LATIN.findall(said)) - KNOWN


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_error_of_the_system_is_told_in_english(number: int) -> None:
    said = reason_of(OSError(number, os.strerror(number), "/etc/x"))

    assert said and english(said) == set()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘空间不足"),
        (OSError(errno.EDQUOT, "x"), "磁盘配额已用完"),
        (OSError(errno.EACCES, "x"), "没有读写权限"),
        (OSError(errno.EMFILE, "x"), "打开的文件过多"),
        (OSError(errno.EROFS, "x"), "只读文件系统"),
        (OSError(errno.ENOENT, "x"), "文件或目录不存在"),
        (OSError(errno.ENAMETOOLONG, "x"), "文件名过长"),
        (OSError(errno.EIO, "x"), "磁盘可能损坏"),
        (OSError(errno.ESTALE, "x"), "网络盘已断开"),
        (OSError(errno.EFBIG, "x"), "文件大小超过系统限制"),
        (OSError(98765, "strange"), "系统错误（代码 98765）"),
        (OSError("only words"), "系统错误"),
        (TimeoutError("timed out"), "操作超时"),
        (socket.gaierror(-2, "Name or service not known"), "找不到该主机"),
        (ssl.SSLError(1, "CERTIFICATE_VERIFY_FAILED"), "安全连接"),
        (MemoryError(), "内存不足"),
        (RuntimeError("can't start new thread"), "不允许再启动新的线程"),
        (RecursionError("maximum recursion depth exceeded"), "嵌套过深"),
        ("\ud800".encode, "无法识别的字符"),
        (KeyError("x"), ""),
        (RuntimeError("dictionary changed size"), ""),
    ],
)
def test_what_can_be_done_about_is_told(error: object, said: str) -> None:
    if callable(error):
        with pytest.raises(UnicodeError) as caught:
            error()
        error = caught.value
    assert isinstance(error, Exception)

    told = reason_of(error)

    assert said in told if said else told == ""
    assert english(told) == set()


@pytest.mark.parametrize("code", [1, 3, 5, 7, 8, 10, 11, 13, 14, 23, 26, 99, 778, 4874, 2**31])
def test_no_error_of_the_database_is_told_in_english(code: int) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code

    assert english(reason_of(error)) == set()
    if code & 0xFF in DATABASE:
        assert reason_of(error) == DATABASE[code & 0xFF]


def test_an_error_without_a_code_is_told_all_the_same() -> None:
    assert reason_of(sqlite3.OperationalError("unable to open database file")) == "数据库读写出错"


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()


def _torn(path: Path) -> None:
    open_database(path).close()
    data = bytearray(path.read_bytes())
    data[100:4096] = b"\xff" * 3996
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b"no database at all" * 99), "文件不是本程序的数据库"),
        (_foreign, "文件不是本程序的数据库"),
        (_torn, "已损坏"),
        (lambda path: path.mkdir(), "数据库文件无法打开"),
    ],
)
def test_what_is_no_database_of_ours_is_refused(make: object, said: str, tmp_path: Path) -> None:
    path = tmp_path / "some.db"
    make(path)  # type: ignore[operator]

    with pytest.raises(StoreError, match=said) as refused:
        open_database(path)

    assert english(str(refused.value).replace(str(path), "")) == set()


def test_a_database_of_others_is_left_as_it_is(tmp_path: Path) -> None:
    _foreign(path := tmp_path / "some.db")

    with pytest.raises(StoreError):
        open_database(path)

    with sqlite3.connect(path) as other:
        assert [row[0] for row in other.execute("SELECT name FROM sqlite_master")] == ["theirs"]
    other.close()


def test_on_windows_a_file_that_word_has_open_looks_like_one_without_permission(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """CPython sets ``errno`` alone where a file is opened, ``winerror`` where it is replaced."""
    monkeypatch.setattr("monitor.model.system_errors.ON_WINDOWS", True)
    replaced, shared = OSError(errno.EACCES, "x"), OSError(errno.EACCES, "x")
    replaced.winerror, shared.winerror = 5, 32  # type: ignore[attr-defined]

    assert "Word、Excel 等程序中打开" in reason_of(PermissionError(errno.EACCES, "x"))
    assert "Word、Excel 等程序中打开" in reason_of(replaced)
    assert reason_of(shared) == "正被其他程序使用，请稍后重试"
    assert "磁盘空间不足" in reason_of(OSError(errno.ENOSPC, "x"))
