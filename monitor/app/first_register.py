"""A county's first register: four answers, one file without an account, a file for its keys.

All of it is made or nothing, and nothing that stands there is touched. The register is what makes
a folder a county's, and comes last: whatever is killed before leaves a folder to begin in again.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from monitor.app.register_copy import FILE as KEPT
from monitor.app.register_copy import FOLDER as KEPT_FOLDER
from monitor.model import Jurisdiction
from monitor.model.errors import ConfigError, MonitorError, RequestError
from monitor.model.system_errors import reason_of
from monitor.registry.edit.scalars import written
from monitor.registry.parse.fields import name as line_of_text
from monitor.registry.parse.file import misnamed
from monitor.registry.parse.load import loaded
from monitor.system import durable, secrets
from monitor.system.files import create

UNREADABLE = "\N{REPLACEMENT CHARACTER}"  # of bytes that a terminal sent in another encoding
LONGEST = {"county": 40, "office": 60, "reports_to": 60, "contact": 100}  # characters

REGISTER = """\
# 政务新媒体账号名单。以 UTF-8 编码保存；改动后运行 monitor accounts validate 校验。
# 各字段的说明见 docs/reference/accounts.md，维护名单的做法见 docs/howto/register.md。

jurisdiction:
  name: {county}
  office: {office}
  reports_to: {reports_to}
  contact: {contact}

# 主办单位和账号，最方便的是从台账导入：
#   monitor accounts import 台账.xlsx --add-units --by 姓名
# 导入后请核对各单位的 kind（town 乡镇街道、department 部门、institution 事业单位、office 办公室）。
# 手工填写的，去掉方括号，照下面的样子逐条写（行首的 # 要去掉）：
#
# units:
#   - {{id: caizheng, name: 某某县财政局, kind: department}}
# accounts:
#   - id: caizheng-weixin
#     name: 某某财政
#     platform: 微信
#     unit: caizheng
units: []
accounts: []
"""
SECRETS = """\
# 密钥，每行一个，如 WECHAT_SECRET: 值；名单中以 ${WECHAT_SECRET} 引用，见 docs/howto/sources.md。
# 账号都由人查看的，这里什么也不用写。本文件只应由本人读写，请勿外传。
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Whose register it is, as it was typed."""

    county: str
    office: str
    reports_to: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it is made: the register, the data directory, the folder for reports."""

    accounts: Path
    data: Path
    out: Path

    @property
    def secrets(self) -> Path:
        return self.accounts.with_name(secrets.FILE)


def fault(question: str, answer: str) -> str:
    """Return why *answer* cannot stand in the register, empty where it can."""
    try:
        line_of_text(answer)
    except ValueError as error:
        return str(error)
    if UNREADABLE in answer:
        return "有无法识别的字符"
    longest = LONGEST[question]
    return f"过长，最多{longest}字" if len(answer) > longest else ""


def refuse_occupied(place: Place) -> None:
    """Raise ConfigError where a register, or what belongs to one, is there already."""
    accounts, database = place.accounts, place.data / "monitor.db"
    elsewhere = "新建另一个县的，请用 monitor -C 文件夹 init 另指一个文件夹"
    if os.path.lexists(accounts):
        raise ConfigError(f"已有 {accounts}，未作任何改动；{elsewhere}")
    if alike := misnamed(accounts):
        raise ConfigError(f"已有 {accounts.with_name(alike)}，如是名单，请改名为 {accounts.name}")
    if os.path.lexists(database):
        kept = place.data / KEPT
        back = f"，或者把 {kept} 复制为 {accounts.name}" if kept.is_file() else ""
        if back and (place.data / KEPT_FOLDER).is_dir():
            back += f"，并把 {place.data / KEPT_FOLDER} 中的文件复制到它旁边"
        raise ConfigError(
            f"已有 {database}，但没有名单 {accounts}，未作任何改动；"
            f"名单丢失的请从备份恢复{back}；{elsewhere}"
        )


def make(answers: Answers, place: Place) -> tuple[Path, ...]:
    """Write the register of *answers* and what it needs; return the files that were made.

    A file of keys that is there is left as it is. Raises RequestError with the answer that cannot
    be taken, ConfigError where something stands in the way, MonitorError where the disk refuses.
    """
    for question, answer in asdict(answers).items():
        if why := fault(question, answer):
            raise RequestError(why, question.replace("_", "-"))
    refuse_occupied(place)
    content = register(answers, place.accounts)
    made: list[Path] = []
    with _all_or_nothing(place, made):
        for folder in (place.accounts.parent, place.data, place.out):
            durable.make_folder(folder)
        if not os.path.lexists(place.secrets):
            create(place.secrets, SECRETS.encode(), private=True)
            made.append(place.secrets)
        create(place.accounts, content)
        made.append(place.accounts)
    return tuple(reversed(made))


def register(answers: Answers, path: Path) -> bytes:
    """Return the register of *answers* that is to stand in *path*, proved to read back as them."""
    texts = {question: written(answer, flow=False) for question, answer in asdict(answers).items()}
    content = REGISTER.format(**texts).encode()
    meant = Jurisdiction(
        name=answers.county,
        office=answers.office,
        reports_to=answers.reports_to,
        contact=answers.contact,
    )
    if loaded(content, path).jurisdiction != meant:
        raise ConfigError("所填内容无法原样写入名单，请换一种写法")
    return content


@contextmanager
def _all_or_nothing(place: Place, made: Sequence[Path]) -> Iterator[None]:
    """Take away what was *made*, and the folders that were not there, where the rest fails."""
    folder = place.accounts.parent
    wanted = (place.data, place.out, folder, *place.data.parents, *folder.parents)
    missing = [path for path in wanted if not path.exists()]
    try:
        yield
    except BaseException as error:
        for path in made:
            path.unlink(missing_ok=True)
        for path in sorted(missing, key=lambda path: len(path.parts), reverse=True):
            with suppress(OSError):  # somebody has put something there meanwhile
                path.rmdir()
        if isinstance(error, OSError):
            raise MonitorError(f"无法建立 {folder}：{reason_of(error)}") from error
        raise
