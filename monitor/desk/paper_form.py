"""The forms of 报告: what was typed, to an order; whatever is wrong stands beside its field."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from monitor.app import paper_order
from monitor.app.paper_order import FORMS, KINDS, USUAL, PaperOrder
from monitor.app.publish import IssueMark
from monitor.app.report import refuse_early_answer
from monitor.desk.faults import Faults
from monitor.model import Means, clock
from monitor.model.errors import ConfigError, RequestError
from monitor.model.period import Period, Span, quarter_of, read_any
from monitor.parsing.dates.typed import typed_day

T = TypeVar("T")

FORM_WORDS = {
    "cover": "领导阅签单",
    "docx": "文稿（Word）",
    "xlsx": "附表（Excel）",
    "html": "网页",
    "pdf": "PDF",
    "json": "数据（JSON）",
}
AUDIENCES = {"quarter_city": "报告（上报）", "quarter_units": "通报（下发）"}
LATE = timedelta(days=20)  # into a quarter, the one before is still what papers are made of
DECIMALS = ("0", "1", "2")
LONGEST = 200  # characters that are read of a field
LONGEST_NUMBER = 60  # characters of a 文号


def parse(form: Mapping[str, str], by: str, now: datetime, *, issue: bool) -> PaperOrder | Faults:
    """Return what *form* orders, or every fault in it by its field."""
    faults: Faults = {}
    today = clock.day(now)

    def day(text: str) -> date:
        return typed_day(text, today)

    read = partial(_read, form, faults)
    period = read("period", read_any, "请填写期间，如 2021Q4、2021-12 或 2021")
    kind = _kind(form, period, faults, issue=issue)
    decimals = read("decimals", _decimals)
    order = PaperOrder(
        kind=kind,
        period=period or quarter_of(today),
        forms=_forms(form, faults, kind, issue=issue),
        on=read("on", day),
        due=read("due", day),
        decimals=1 if decimals is None else decimals,
        every_annex=bool(form.get("every_annex")),
        praise=read("praise", _times),
        mean=read("mean", paper_order.percentage),
        mark=_mark(form, faults, day, by) if issue else None,
        by=by,
        via=Means.DESK,
    )
    if period is not None:
        _refuse(faults, lambda: order.refuse_too_early(today))
    if "on" not in faults:
        _refuse(faults, lambda: refuse_early_answer(order.written_on(today), order.due))
    return faults or order


def first(now: datetime) -> dict[str, str]:
    """Return what the form proposes: the quarter whose papers are made these days."""
    return {
        "period": quarter_of(clock.day(now) - LATE).name,
        "kind": "quarter_city",
        "decimals": "1",
        **{f"form-{form}": "1" for form in USUAL},
    }


def asked_before(asked: Mapping[str, object]) -> dict[str, str]:
    """Return the fields of the options that a paper was made with."""
    fields = {
        name: str(asked[name])
        for name in ("due", "decimals", "praise", "mean")
        if asked.get(name) is not None
    }
    if asked.get("every_annex") is True:
        fields["every_annex"] = "1"
    forms = asked.get("forms")
    named = forms if isinstance(forms, list) else list(USUAL)
    return fields | {f"form-{form}": "1" for form in FORMS if form in named}


def proposed(now: datetime) -> tuple[Period, ...]:
    """Return the periods that are likely to be asked for."""
    today = clock.day(now)
    quarter = quarter_of(today)
    month = Period(year=today.year, month=today.month, span=Span.MONTH)
    year = Period(year=today.year, month=1, span=Span.YEAR)
    return (quarter, quarter.before, month, month.before, year, year.before)


def _read(
    form: Mapping[str, str],
    faults: Faults,
    name: str,
    read: Callable[[str], T],
    missing: str = "",
) -> T | None:
    """Return what stands in the field *name*; *missing*: what is said where nothing does."""
    text = form.get(name, "").strip()[:LONGEST]
    if not text:
        if missing:
            faults[name] = missing
        return None
    try:
        return read(text)
    except (ConfigError, ValueError) as wrong:
        faults[name] = str(wrong)
        return None


def _refuse(faults: Faults, refuse: Callable[[], None]) -> None:
    try:
        refuse()
    except RequestError as refused:
        faults.setdefault(refused.field, str(refused))


def _mark(
    form: Mapping[str, str], faults: Faults, day: Callable[[str], date], by: str
) -> IssueMark | None:
    number = _read(form, faults, "number", _number, "请填写文号，如 高政办报〔2022〕3号")
    on = _read(form, faults, "issued_on", day, "请填写印发日期")
    return IssueMark(number, on, by, Means.DESK) if number and on else None


def _kind(form: Mapping[str, str], period: Period | None, faults: Faults, *, issue: bool) -> str:
    if period is None:
        return "year"
    kinds = KINDS[period.span]
    if issue and period.span is not Span.QUARTER:
        faults["period"] = "只有季度的报告和通报可以印发"
    asked = form.get("kind", "")
    if len(kinds) > 1 and asked not in kinds:
        faults["kind"] = "请选择报告或者通报"
    return asked if asked in kinds else kinds[0]


def _forms(form: Mapping[str, str], faults: Faults, kind: str, *, issue: bool) -> tuple[str, ...]:
    wanted = tuple(
        name for name in FORMS if form.get(f"form-{name}") and not (issue and name == "cover")
    )
    if not wanted:
        faults["forms"] = "请至少选择一种形式"
    elif wanted == ("cover",) and kind == "year":
        faults["forms"] = "领导阅签单只有季度、月度文稿才有，请选择其他形式"
    return wanted


def _number(text: str) -> str:
    if len(text) > LONGEST_NUMBER or not text.isprintable():
        raise ValueError(f"文号应在{LONGEST_NUMBER}字以内，写在一行")
    return text


def _decimals(text: str) -> int:
    if text not in DECIMALS:
        raise ValueError("小数位数应为 0、1 或 2")
    return int(text)


def _times(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and int(text)):
        raise ValueError(f"“{text}”应为不小于1的次数")
    return int(text)
