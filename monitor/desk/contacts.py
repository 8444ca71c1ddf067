"""负责人 (``/contacts``): who answers for which account, whom to confirm, who handed over."""

from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from monitor.app import contacts, register
from monitor.app.register import Signature
from monitor.desk import flash, guard, listing
from monitor.desk.office import office
from monitor.desk.register import current
from monitor.model import Means, clock
from monitor.model.errors import ConfigError, MonitorError, RequestError
from monitor.parsing import naming
from monitor.registry import Registry
from monitor.registry.contact_log import ContactLog, Held
from monitor.registry.edit.placing import ChangedMeanwhile

page = Blueprint("contacts", __name__)

NOBODY = "请勾选已经核实的账号"
MEANWHILE = "名单刚刚被另一人修改过，未保存；请按现在的负责人再核对一次，勾选的都还在"
HANDED = 30  # handovers on the page, the latest ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One person followed another."""

    account: str
    before: Held
    after: Held


@page.get("/contacts")
def show() -> str:
    """Show who answers for the accounts, those to be confirmed first."""
    return _page(current())


@page.post("/contacts/confirm")
@guard.for_duty
def confirm() -> str | Response | tuple[str, int]:
    """Enter that the contacts of the accounts that were ticked were confirmed today."""
    registry = current()
    ids = tuple(request.form.getlist("account"))
    chosen = contacts.named(registry, ids)
    if refusal := office().demo_refusal():
        return _page(registry, ids, refusal), 403
    if not chosen:
        return _page(registry, ids, NOBODY), 422
    if request.form.get("sha") != registry.sha256:
        return _page(registry, ids, MEANWHILE), 409
    try:
        changes = register.confirmation(chosen, clock.day(clock.now()))
        signature = Signature(by=guard.person().shown, via=Means.DESK)
        prepared = register.prepare(
            office().accounts_file, changes, "confirm", signature, clock.now()
        )
        if not prepared.is_empty:
            with office().writing() as db:
                register.save(db, prepared)
    except ChangedMeanwhile:
        return _page(current(), ids, MEANWHILE), 409
    except (RequestError, ConfigError) as refused:
        return _page(registry, ids, str(refused)), 422
    except MonitorError as failed:
        return _page(registry, ids, str(failed)), 503
    flash.tell(what=f"{len(chosen)} 个账号的负责人已登记为今天核实")
    return redirect("/contacts", 303)


def _page(registry: Registry, ticked: tuple[str, ...] = (), error: str = "") -> str:
    states = contacts.contact_states(registry, clock.day(clock.now()))
    due = sum(state.is_due for state in states)
    with office().reading() as db:
        held = ContactLog(db).contacts()
    names = {account.id: naming.full(account) for account in registry.accounts}
    handed = [
        Handover(account=names.get(id, id), before=before, after=after)
        for id, rows in held.items()
        for before, after in pairwise(rows)
        if before.name != after.name
    ]
    return render_template(
        "contacts.html",
        rows=listing.paged(states),
        due=due,
        missing=sum(state.account.contact is None for state in states),
        known=any(state.account.contact for state in states),
        ticked=ticked,
        entered_by=naming.entered_by,
        error=error,
        sha=registry.sha256,
        handed=sorted(handed, key=lambda row: row.after.at, reverse=True)[:HANDED],
        told=None if error else flash.told(),
    )
