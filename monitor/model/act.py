"""What somebody did with the program: who, from where, by what means, and how it ended."""

from dataclasses import dataclass
from datetime import datetime

from monitor.model.enums import Means, Named


class Ending(Named):
    """How an act ended."""

    DONE = "done", "已办"
    SHOWN = "shown", "未办，先列出核对"
    REFUSED = "refused", "未办，所填有误"
    DENIED = "denied", "不准办理"
    WRONG = "wrong", "密码不对"
    WAITS = "waits", "须等候"
    FAILED = "failed", "未办成"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act as it is kept; nothing in it is secret.

    *person*: the name somebody logs in by, *by*: the name they sign with; empty where the command
    line of the PC did it, or a stranger. *verb*: what was done, a word of the program's own.
    *object*: to what. *times*: at which of several failures of an address this was noted.
    """

    at: datetime
    person: str = ""
    by: str = ""
    address: str = ""
    via: Means
    verb: str
    object: str = ""
    ending: Ending
    times: int = 1
