"""The mark of a data directory that holds a demonstration: recordings, and when they were made.

It stands in the data alone, so that no register can carry it over to real accounts, and nothing
can be observed into data that bear it.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.model import clock
from monitor.model.errors import ConfigError, RequestError
from monitor.system import durable

FILE = "demo.txt"
EXPLAINED = (
    "演示数据：对本目录运行的命令都以上述时间为当前时间，不接受新的查看和登记。"
    "本文件由 monitor check --replay … --keep --demo 写成，请勿复制到正式的数据目录。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The demonstration in the directory *data*, as of *moment*."""

    data: Path
    moment: datetime

    @property
    def sentence(self) -> str:
        """Return what every command says first."""
        return f"演示，时间为{clock.show_day(self.moment)}。"

    def refuse(self) -> None:
        """Refuse to take in what is seen today; raises RequestError."""
        raise RequestError(
            f"{self.data} 中是演示数据（时间为{clock.show_day(self.moment)}），"
            "不能查看账号、登记所见、修改名单、印发文稿；正式使用请另用数据目录（不写 --data 即可）"
        )


def read(data: Path) -> Demo | None:
    """Return the demonstration in *data*, None where it holds none; raises ConfigError."""
    path = data / FILE
    if not path.is_file():
        return None
    try:
        moment = clock.unstamp(path.read_text(encoding="utf-8").split("\n", 1)[0].strip())
    except ValueError as error:
        raise ConfigError(
            f"{path}:1:1: 演示标记的第一行应为时间，请运行 make demo 重新生成演示数据"
        ) from error
    return Demo(data=data, moment=moment)


def write(demo: Demo) -> None:
    """Mark the directory of *demo*, or move its mark on."""
    half = demo.data / f"{FILE}.half"
    durable.write(half, f"{clock.iso(demo.moment)}\n{EXPLAINED}\n".encode())
    durable.put(half, demo.data / FILE)


def refuse_other_data(data: Path) -> None:
    """Refuse to mark a directory in which anything else was ever kept; raises RequestError."""
    if (data / "monitor.db").exists() and not (data / FILE).is_file():
        raise RequestError(
            f"{data} 中已有检查记录，不能标为演示；请用 --data 另指一个目录，如 --data .demo"
        )
