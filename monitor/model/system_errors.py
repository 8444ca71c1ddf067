"""Errors of the system and the database in Chinese, with what to do about them."""

import errno
import os

FULL = "磁盘空间不足，请清理后重试"
DENIED = "没有读写权限，请核对文件和目录的所有者与权限"
OPENED = (
    "没有读写权限，或该文件正在 Word、Excel 等程序中打开，请关闭后重试"  # Windows tells no more
)
READ_ONLY = "只读文件系统，请换到可以写入的磁盘"
FILES = "打开的文件过多，请关闭其他程序后重试"
MEMORY = "内存不足，请关闭其他程序后重试"
WORK = "系统不允许再启动新的线程或进程，请关闭其他程序后重试"
BROKEN = "输入输出错误（磁盘可能损坏，或网络盘不稳定），请检查磁盘"
SHARE = "网络盘已断开，请重新连接后重试"
NETWORK = "网络连接失败，请检查网络"
USED = "正被其他程序使用，请稍后重试"
ENDED = "输出的接收方已关闭，结果未能完整输出"

BY_NAME = {  # of errno; no system has all of them
    "ENOSPC": FULL,
    "EDQUOT": "磁盘配额已用完，请清理后重试",
    "EFBIG": "文件大小超过系统限制，请放宽限制或清理后重试",
    "EACCES": DENIED,
    "EPERM": DENIED,
    "EROFS": READ_ONLY,
    "EMFILE": FILES,
    "ENFILE": FILES,
    "ENOMEM": MEMORY,
    "EAGAIN": WORK,
    "ENOENT": "文件或目录不存在，请核对路径",
    "ENOTDIR": "上级路径不是目录，请核对路径",
    "EISDIR": "这是目录，不是文件，请核对路径",
    "EEXIST": "已有同名的文件或目录，请先移走",
    "ENOTEMPTY": "目录不是空的，请先移走其中的文件",
    "ENAMETOOLONG": "文件名过长，请缩短后重试",
    "ELOOP": "路径中的链接互相指向，请核对路径",
    "EILSEQ": "文件名中有不能使用的字符，请改名后重试",
    "EINVAL": "系统不接受所给的文件名或参数，请核对路径",
    "EXDEV": "不能跨磁盘移动文件，请放在同一磁盘",
    "EIO": BROKEN,
    "ENXIO": BROKEN,
    "ENODEV": "设备不存在或已拔出，请重新连接后重试",
    "EBUSY": USED,
    "ETXTBSY": USED,
    "EDEADLK": USED,
    "ENOLCK": "所在磁盘不支持文件锁，请把数据目录放在本机磁盘",
    "EOPNOTSUPP": "所在磁盘不支持这一操作，请把数据目录放在本机磁盘",
    "ESTALE": SHARE,
    "ENOTCONN": SHARE,
    "EHOSTDOWN": SHARE,
    "ENOLINK": SHARE,
    "ENETDOWN": NETWORK,
    "ENETUNREACH": NETWORK,
    "ENETRESET": NETWORK,
    "EHOSTUNREACH": NETWORK,
    "ECONNREFUSED": NETWORK,
    "ECONNRESET": NETWORK,
    "ECONNABORTED": NETWORK,
    "ETIMEDOUT": "操作超时，请稍后重试",
    "EADDRINUSE": "端口已被其他程序使用",
    "EPIPE": ENDED,
    "EINTR": "操作被中断，请重试",
    "EBADF": "输出或文件已被关闭，未能读写",
}
WORDS = {
    getattr(errno, name): sentence for name, sentence in BY_NAME.items() if hasattr(errno, name)
}
ON_WINDOWS = os.name == "nt"
WINDOWS = {  # winerror, where errno says less
    32: USED,
    33: USED,
    53: SHARE,
    59: SHARE,
    64: SHARE,
    67: SHARE,
    112: FULL,
    206: "文件名过长，请缩短后重试",
    1117: BROKEN,
}
DATABASE = {  # SQLite's primary codes, by number: whoever tells of errors needs no database
    13: FULL,  # FULL
    10: "数据库读写出错（磁盘空间不足、磁盘损坏或网络盘断开），请检查磁盘",  # IOERR
    14: "数据库文件无法打开，请核对路径、权限和打开的文件数",  # CANTOPEN
    8: "数据库没有写入权限，请核对文件和目录的权限",  # READONLY
    3: DENIED,  # PERM
    23: DENIED,  # AUTH
    11: "数据库文件已损坏，请从备份恢复",  # CORRUPT
    26: "文件不是本程序的数据库，请核对数据目录，或从备份恢复",  # NOTADB
    24: "文件不是本程序的数据库，请核对数据目录，或从备份恢复",  # FORMAT
    5: "数据库被其他程序占用，请稍后重试",  # BUSY
    6: "数据库被其他程序占用，请稍后重试",  # LOCKED
    15: "数据库被其他程序占用，请稍后重试",  # PROTOCOL
    7: MEMORY,  # NOMEM
    18: "所存内容超过数据库的上限",  # TOOBIG
    22: "所在磁盘不支持大文件，请把数据目录放在本机磁盘",  # NOLFS
    17: "数据库的结构与程序不符，请用建立它的程序版本打开",  # SCHEMA
    1: "数据库的结构与程序不符，或不是本程序的数据库",  # ERROR
    9: "操作被中断，请重试",  # INTERRUPT
}
PRIMARY = 0xFF  # SQLite's extended codes have the primary one in their last byte


def reason_of(error: BaseException) -> str:
    """Return why *error* came about and what to do, empty where it is no fault of the system."""
    if any(kind.__module__ == "sqlite3" for kind in type(error).__mro__):
        return _of_database(error)
    if isinstance(error, OSError):
        return _of_system(error)
    if isinstance(error, MemoryError):
        return MEMORY
    if isinstance(error, RuntimeError) and "thread" in str(error):
        return WORK  # Python has no other sign of it
    if isinstance(error, RecursionError):
        return "所处理的内容嵌套过深"
    if isinstance(error, UnicodeError):
        return "文字中有无法识别的字符，请核对所给的文字和文件名"
    return ""


def _of_system(error: OSError) -> str:
    number = error.errno
    if any(kind.__name__ == "SSLError" for kind in type(error).__mro__):
        return "安全连接（TLS）失败，请核对证书和系统时间"  # its numbers are OpenSSL's own
    if number is None:
        return "操作超时，请稍后重试" if isinstance(error, TimeoutError) else "系统错误"
    if number < 0:
        return "找不到该主机，请核对主机名和网络"  # the resolver's own numbers
    if (
        ON_WINDOWS
        and WORDS.get(number) == DENIED
        and getattr(error, "winerror", None) not in WINDOWS
    ):
        return OPENED
    sentence = WINDOWS.get(getattr(error, "winerror", None) or 0) or WORDS.get(number)
    return sentence or f"系统错误（代码 {number}）"


def _of_database(error: BaseException) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return "数据库读写出错"
    return DATABASE.get(code & PRIMARY) or f"数据库错误（代码 {code}）"
