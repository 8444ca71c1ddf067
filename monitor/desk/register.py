"""名单 (``/register``): who is on the register, by unit, platform and words; one entry's page."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from monitor.app import change_words, register
from monitor.desk import downloads, entry_fields, flash, listing
from monitor.desk.office import office
from monitor.model import Account, Platform, Status, clock
from monitor.parsing import naming
from monitor.registry import Registry, lifecycle
from monitor.registry.validated_cache import remembered
from monitor.system.secret_names import names_in
from reports import formatting, qrboard

page = Blueprint("register", __name__)

EDITS = 50  # changes of one entry, the latest ones
TITLES = (
    "标识", "账号名称", "平台", "主办单位", "状态", "状态日期", "来源", "负责人", "核实日期",
    "备案情况", "开设日期", "请核实",
)  # fmt: skip
FILED = {True: "已备案", False: "未备案", None: "未登记"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """One row of the list. *doubts*: what contradicts itself in it."""

    account: Account
    doubts: tuple[str, ...]
    sources: str
    filed: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the row for a table of the office's own."""
        account, contact = self.account, self.account.contact
        confirmed = contact.confirmed_on if contact else None
        return (
            account.id,
            account.name,
            account.platform_label,
            account.unit.name,
            account.status.label,
            str(lifecycle.latest_step_on(account) or ""),
            self.sources,
            contact.name if contact else "",
            str(confirmed or ""),
            self.filed,
            str(account.opened_on or ""),
            "；".join(self.doubts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """What was typed into one of the forms of an entry's page, and why it is not saved.

    *form*: which one; *fields*: what stands in it; *opened*: what stood in the entry when it was
    opened; *clash*: title, opened, now, typed of what somebody else changed meanwhile.
    """

    form: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)
    clash: tuple[tuple[str, str, str, str], ...] = ()


@page.get("/register")
def show() -> str | Response:
    """Show the register, or give it as a table."""
    registry = office().registry
    rows = _chosen(registry)
    if request.args.get("format") == "csv":
        return downloads.csv("政务新媒体名单", TITLES, [row.cells for row in rows])
    return render_template(
        "register.html",
        rows=listing.paged(rows),
        here=listing.here,
        asked=request.args,
        units=registry.units,
        platforms=tuple(Platform),
        statuses=tuple(Status),
        everybody=len(registry.accounts),
        told=flash.told(),
    )


@page.get("/register/<id>")
def entry(id: str) -> str:
    """Show an entry as a form, with what became of it."""
    registry = current()
    return entry_page(registry, found(registry, id))


@page.get("/register/qrcodes")
def qrcodes() -> Response:
    """Give the board of all accounts' codes, to be printed; as a file, since it is no page."""
    registry = office().registry
    shown = [a for a in registry.judged if a.status not in lifecycle.BY_STEPS]
    title = f"{registry.jurisdiction.name}政务新媒体账号"
    answer = Response(qrboard.page(shown, registry.units, title), mimetype="text/html")
    answer.headers["Content-Disposition"] = downloads.attachment(f"{title}二维码展板.html")
    return answer


def current() -> Registry:
    """Return the register as its file stands this moment; raises RegistryError."""
    return remembered(office().accounts_file)


def found(registry: Registry, id: str) -> Account:
    """Return the account *id*, or end the request."""
    account = registry.find(id)
    if account is None:
        abort(404)
    return account


def entry_page(registry: Registry, account: Account, draft: EntryDraft | None = None) -> str:
    """Return the page of an entry; *draft*: a form of it that comes back."""
    given = draft or EntryDraft()
    place = office()
    now = entry_fields.state_of(account)
    with place.reading() as db:
        edits = register.log(db, place.accounts_file, account.id, EDITS)
    return render_template(
        "register_entry.html",
        account=account,
        fields=entry_fields.entry_fields(registry, account),
        stands={name: entry_fields.shown(name, text, registry) for name, text in now.items()},
        typed=now | (given.fields if given.form == "set" else {}),
        was=now,
        sha=registry.sha256,
        draft=given,
        sources=[_described(source) for source in account.sources],
        closing=change_words.closing_days(account.closing),
        doubts=tuple(lifecycle.doubts(account, clock.day(clock.now()))),
        is_over=account.status is Status.MERGED,
        edits=edits,
        entered_by=naming.entered_by,
        caption=entry_fields.caption,
        steps=tuple(lifecycle.STEPS),
        told=None if draft else flash.told(),
    )


def _chosen(registry: Registry) -> list[ListedEntry]:
    """Return the rows asked for: contradictions first, those that ended last."""
    asked = {name: request.args.get(name, "") for name in ("unit", "platform", "status")}
    words = naming.folded(request.args.get("q", ""))
    today = clock.day(clock.now())
    rows = [
        ListedEntry(
            account=account,
            doubts=tuple(lifecycle.doubts(account, today)),
            sources="、".join(dict.fromkeys(formatting.source(o.kind) for o in account.outlines)),
            filed=FILED[account.filed],
        )
        for account in registry.accounts
        if asked["unit"] in ("", account.unit.id)
        and asked["platform"] in ("", account.platform)
        and asked["status"] in ("", account.status)
        and (not words or words in _words(account))
    ]
    return sorted(rows, key=lambda row: (not row.doubts, not row.account.judged))


def _words(account: Account) -> str:
    contact = account.contact.name if account.contact else ""
    texts = (account.id, account.name, account.unit.name, account.platform_id, contact)
    return "\n".join(map(naming.folded, texts))


def _described(source: Any) -> tuple[str, str]:
    """Return a source's name and the names of the keys it needs; never what else stands in it."""
    return formatting.source(source.kind), "、".join(sorted(names_in(source)))
