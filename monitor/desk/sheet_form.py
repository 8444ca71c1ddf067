"""The form by which a sheet is sent: what it comes to is shown first, then taken in as seen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from flask import request
from flask.typing import ResponseReturnValue as Answer

from monitor.desk import uploads
from monitor.desk.office import office
from monitor.model.errors import ConfigError, RequestError, SheetError

MOST = 600  # lines that a page shows of what a sheet comes to, or of what is wrong with it
GONE = "暂存的文件已经不在，请重新选择"


@dataclass(kw_only=True)
class SheetForm:
    """What was sent. *word*: of the kept file, called *name*; *faults*: of its cells."""

    word: str = ""
    name: str = ""
    reason: str = ""
    flags: tuple[str, ...] = ()
    error: str = ""
    faults: list[str] = field(default_factory=list)

    @classmethod
    def sent(cls, *flags: str) -> "SheetForm":
        """Return the form as the request has it; *flags*: the boxes that may be ticked."""
        return cls(
            word=request.form.get("word", ""),
            name=request.form.get("name", "")[:60],
            reason=request.form.get("reason", "").strip(),
            flags=tuple(name for name in flags if request.form.get(name)),
        )

    @property
    def listed(self) -> list[str]:
        """Return as many of the faults as a page has room for."""
        return self.faults[:MOST]

    @property
    def unlisted(self) -> int:
        return len(self.faults) - len(self.listed)


class TakeSheet(Protocol):
    """What a page does with the sheet at *path*: takes it in where *saves*, else shows it."""

    def __call__(self, form: SheetForm, path: Path, *, saves: bool) -> Answer: ...


def answer(form: SheetForm, take: TakeSheet, page: Callable[[SheetForm], str]) -> Answer:
    """Return what *take* answers; the *page* of the form where anything is wrong."""
    if refusal := office().demo_refusal():
        form.error = refusal
        return page(form), 403
    saves = request.form.get("step") == "save"
    try:
        if not saves:
            form.word, form.name = uploads.keep()
        path = uploads.path_of(form.word)
        if path is None:
            raise RequestError(GONE, "file")
        return take(form, path, saves=saves)
    except SheetError as refused:
        form.faults = uploads.faults(refused, form.word, form.name)
    except (RequestError, ConfigError) as refused:
        form.error = str(refused)
    uploads.drop(form.word)
    return page(form), 422
