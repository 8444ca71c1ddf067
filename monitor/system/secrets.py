"""Keys of the platforms' interfaces: from the environment or secrets.yaml, never printed."""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml

from monitor.model.errors import ConfigError, FileProblem, LookFailed, MissingSecret
from monitor.model.outcome import Outcome
from monitor.model.system_errors import reason_of
from monitor.system.secret_names import REFERENCE
from monitor.system.sharing import is_shared

T = TypeVar("T")
FILE = "secrets.yaml"
NAME = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
HIDDEN = "***"


class Keys(Protocol):
    """Fills ``${NAME}`` in the texts of a source or channel; raises MissingSecret."""

    def fill(self, source: Any) -> Any: ...


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """Values by name, the environment's before the file's; *problems*: why the file is no use."""

    _environ: Mapping[str, str]
    _file: Mapping[str, str]
    _names: frozenset[str] = frozenset()
    problems: tuple[FileProblem, ...] = ()

    @classmethod
    def load(cls, folder: Path, environ: Mapping[str, str], names: Iterable[str] = ()) -> "Secrets":
        """Read secrets.yaml in *folder*; raises ConfigError where it is open to others or wrong.

        *names*: what the register refers to, so that ``values`` knows these of the environment.
        """
        secrets = cls.read(folder, environ, names)
        if secrets.problems:
            raise ConfigError("\n".join(map(str, secrets.problems)))
        return secrets

    @classmethod
    def read(cls, folder: Path, environ: Mapping[str, str], names: Iterable[str] = ()) -> "Secrets":
        """Read as ``load`` does, but keep what is wrong as *problems*, the file then unused."""
        values, problems = _read(folder / FILE)
        return cls(environ, {} if problems else values, frozenset(names), tuple(problems))

    @property
    def values(self) -> tuple[str, ...]:
        """Return every value that must not leave this machine, for scrubbing."""
        values = {*self._file.values(), *map(self._value, self._names | self._file.keys())}
        return tuple(sorted(values - {""}))

    def has(self, name: str) -> bool:
        """Say whether there is a key of this name."""
        return bool(self._value(name))

    def fill(self, source: T) -> T:
        """Return *source* with each ``${NAME}`` in its texts replaced; raises MissingSecret."""
        try:
            return _filled(source, self._look_up)
        except (ConfigError, ValueError):
            # The refusal may quote the value, so neither its text nor its cause goes on.
            message = "填入密钥后来源的设置不能使用，请核对密钥的内容"
        raise LookFailed(Outcome.AUTH_CONFIG, message)

    def _look_up(self, name: str) -> str:
        value = self._value(name)
        if not value:
            raise MissingSecret(name)
        return value

    def _value(self, name: str) -> str:
        return self._environ.get(name, "").strip() or self._file.get(name, "")

    def __repr__(self) -> str:
        return f"Secrets({len(self._file)} in {FILE})"


@dataclass(frozen=True, slots=True)
class Placeholders:
    """Fills without knowing anything, for replay: what was recorded has the same stars."""

    values: tuple[str, ...] = field(default=(), init=False)

    def fill(self, source: T) -> T:
        """Return *source* with each ``${NAME}`` in its texts replaced by stars."""
        return _filled(source, lambda _: HIDDEN)


def _filled(value: T, look_up: Callable[[str], str]) -> T:
    """Return *value*, a dataclass or a part of one, with every reference looked up."""
    filled: Any = value
    if isinstance(value, str) and "${" in value:
        filled = REFERENCE.sub(lambda match: look_up(match[1]), value)
    elif isinstance(value, tuple):
        filled = tuple(_filled(item, look_up) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        new = {name: _filled(part, look_up) for name, part in old.items()}
        changed = {name: part for name, part in new.items() if part is not old[name]}
        filled = replace(value, **changed) if changed else value
    return filled  # type: ignore[no-any-return]


def _read(path: Path) -> tuple[dict[str, str], list[FileProblem]]:
    """Return the values in *path* and its problems; both empty where it does not exist."""
    try:
        if not path.exists():
            return {}, []
        if message := _too_open(path):
            return {}, [_problem(path, 1, 1, "", message)]
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return {}, [_problem(path, 1, 1, "", "文件不是 UTF-8 编码，请在编辑器中另存为 UTF-8")]
    except OSError as error:
        message = f"文件读不出来：{reason_of(error)}"
        return {}, [_problem(path, 1, 1, "", message)]
    values: dict[str, str] = {}
    problems: list[FileProblem] = []
    try:
        for key, value in _pairs(text):
            if message := _fault(key, value, values):
                name = key.value if isinstance(key, yaml.ScalarEvent) else ""
                problems.append(_problem(path, *_at(key), name if _is_name(name) else "", message))
            else:
                values[key.value] = value.value.strip()
    except yaml.YAMLError as error:
        mark: Any = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problems.append(_problem(path, line, column, "", "格式有误，每行应写成“名称: 值”"))
    return values, problems


def _too_open(path: Path) -> str:
    """Return the problem that others may read *path*, empty where not or without modes."""
    mode = stat.S_IMODE(path.stat().st_mode)
    is_groups = is_shared(path.parent) and path.stat().st_gid == path.parent.stat().st_gid
    if os.name != "posix" or not mode & (0o007 if is_groups else 0o077):
        return ""
    right = "640" if is_groups else "600"
    return f"密钥文件的权限为 {mode:o}，本机其他用户可以读取，请执行：chmod {right} {path}"


def _pairs(text: str) -> Iterator[tuple[Any, Any]]:
    """Yield the events of each key and value; raises YAMLError where the file is not flat."""
    events = yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    for start in events:
        if isinstance(start, yaml.MappingStartEvent):
            break
        if isinstance(start, yaml.NodeEvent) and getattr(start, "value", None) != "":
            raise _not_flat(start)
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            break
        value = next(events)
        yield key, value
        if not isinstance(key, yaml.ScalarEvent) or not isinstance(value, yaml.ScalarEvent):
            return  # reported; what follows stands at another depth
    for after in events:
        if isinstance(after, yaml.NodeEvent):
            raise _not_flat(after)


def _not_flat(event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem_mark=event.start_mark)


def _fault(key: yaml.Event, value: yaml.Event, before: Mapping[str, str]) -> str:
    """Return the problem of one entry, never showing its value."""
    if not isinstance(key, yaml.ScalarEvent) or not _is_name(key.value):
        return "密钥名只能由大写字母、数字和下划线组成并以字母开头，如 WECHAT_SECRET"
    if not isinstance(value, yaml.ScalarEvent):
        return "值应为一行文字，不应为列表或下级字段"
    if not value.value.strip().isprintable():
        return "值中不能有换行或控制字符"
    if key.value in before:
        return "密钥名重复"
    return ""


def _is_name(word: str) -> bool:
    return NAME.fullmatch(word) is not None


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _problem(path: Path, line: int, column: int, name: str, message: str) -> FileProblem:
    return FileProblem(file=str(path), line=line, column=column, field=name, message=message)
