"""A change of the register in two steps: first in words, then saved; nothing typed is lost.

Who saves has seen the words for the very file that is changed: the form carries its hash. Where
somebody else changed the entry meanwhile, both stand side by side and nothing is saved.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue as Answer

from monitor.app import acts, change_words, register
from monitor.app.register import FutureDay, PreparedChange, Signature
from monitor.desk import audit, entry_changes, entry_fields, flash, guard
from monitor.desk.entry_changes import EntryChange
from monitor.desk.faults import WHOLE
from monitor.desk.office import office
from monitor.desk.register import EntryDraft, current, entry_page, found
from monitor.model import Means, Status, clock
from monitor.model.errors import ConfigError, MonitorError, RequestError
from monitor.parsing import naming
from monitor.registry import Registry
from monitor.registry.edit.placing import ChangedMeanwhile
from monitor.registry.edit.revise import Change, ChangeRefused
from monitor.registry.lifecycle import STEPS

page = Blueprint("register_change", __name__)

PLACE = re.compile(r"accounts\[[^\]]*\]\.(.+)")
SAME = "内容相同，无需修改"
AGAIN = "此前已保存，不再重复"
UNTOUCHED = "没有改动"
MEANWHILE = "名单刚刚被另一人修改过，未保存，请再核对一次"
TITLES = {"set": "修改", "add": "新增账号", "close": "登记关停进度", "merge": "登记整合"}


Make = Callable[[EntryChange], Change | None]


@page.post("/register/<id>")
@guard.for_duty
def alter(id: str) -> Answer:
    """Change fields of an entry."""
    attempt = _attempt("set", id, entry_fields.NAMES)
    return _two_steps(attempt, entry_changes.alteration)


@page.post("/register/<id>/close")
@guard.for_duty
def close(id: str) -> Answer:
    """Enter how far an account's closing has come."""
    attempt = _attempt("close", id, tuple(STEPS))
    return _two_steps(attempt, entry_changes.closing)


@page.post("/register/<id>/merge")
@guard.for_duty
def merge(id: str) -> Answer:
    """Enter that an account goes on in another."""
    attempt = _attempt("merge", id, ("into", "on"))
    return _two_steps(attempt, entry_changes.merger)


@page.get("/register/new")
@guard.for_duty
def blank() -> str:
    """Show the form of a new account."""
    return new_page(current(), EntryDraft(form="add", fields={"status": Status.ACTIVE.value}))


@page.post("/register/new")
@guard.for_duty
def add() -> Answer:
    """Add an account."""
    typed = _typed(("id", *entry_fields.NAMES), {})
    audit.note(object=acts.named(typed["name"]))
    attempt = EntryChange(action="add", registry=current(), account=None, typed=typed)
    return _two_steps(attempt, entry_changes.addition)


def new_page(registry: Registry, draft: EntryDraft) -> str:
    """Return the page of a new account with what was typed."""
    return render_template(
        "register_new.html",
        fields=entry_fields.entry_fields(registry, None),
        typed=dict.fromkeys(("id", *entry_fields.NAMES), "") | draft.fields,
        draft=draft,
        caption=entry_fields.caption,
        sha=registry.sha256,
    )


def _again(attempt: EntryChange, code: int) -> Answer:
    """Return the form as it was typed, each refusal beside its field."""
    draft = EntryDraft(form=attempt.action, fields=attempt.typed, errors=attempt.errors)
    if attempt.account is None:
        return new_page(attempt.registry, draft), code
    return entry_page(attempt.registry, attempt.account, draft), code


def _attempt(action: str, id: str, names: tuple[str, ...]) -> EntryChange:
    registry = current()
    account = found(registry, id)
    now = entry_fields.state_of(account) if action == "set" else {}
    return EntryChange(action=action, registry=registry, account=account, typed=_typed(names, now))


def _typed(names: tuple[str, ...], now: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed; a field that the form does not have stays as it is *now*."""
    form = request.form
    given = {n: entry_fields.flat(form.get(n, now.get(n, "")), n) for n in names}
    return given | {"reason": request.form.get("reason", "").strip()}


def _two_steps(attempt: EntryChange, make: Make) -> Answer:
    """Show what the change does, or save it if just that was seen."""
    if (clash := _clash(attempt, make)) is not None:
        return clash
    step = request.form.get("step", "")
    if step == "edit":
        return _again(attempt, 200)
    if refusal := office().demo_refusal():
        attempt.errors[WHOLE] = refusal
        return _again(attempt, 403)
    prepared = _prepared(attempt, make)
    if prepared is None:
        return _again(attempt, 422)
    if step != "save" or request.form.get("sha") != prepared.revision.old.sha256:
        return _words(attempt, prepared, MEANWHILE if step == "save" else "")
    return _saved(attempt, prepared)


def _prepared(attempt: EntryChange, make: Make) -> PreparedChange | None:
    """Return the change proved possible, None where something is noted as wrong."""
    errors = attempt.errors
    prepared = None
    try:
        change = make(attempt)
        if change is not None and (change.values or change.new):
            signature = Signature(by=guard.person().shown, reason=attempt.reason, via=Means.DESK)
            prepared = register.prepare(
                office().accounts_file, [change], attempt.action, signature, clock.now()
            )
            if prepared.revision.old.sha256 != attempt.registry.sha256:
                errors.setdefault(WHOLE, MEANWHILE)
        if not errors and (prepared is None or prepared.is_empty):
            errors[WHOLE] = SAME
    except ChangeRefused as refused:
        for problem in refused.problems:
            match = PLACE.fullmatch(problem.field)
            name = match[1] if match else WHOLE
            known = name if name in attempt.typed else f"{name}.name"
            errors.setdefault(known if known in attempt.typed else WHOLE, problem.message)
    except FutureDay as wrong:
        key = "contact.confirmed_on" if wrong.key == "contact" else wrong.key
        errors.setdefault(key, str(wrong))
    except (RequestError, ConfigError) as wrong:
        errors.setdefault(WHOLE, str(wrong))
    return None if errors else prepared


def _words(attempt: EntryChange, prepared: PreparedChange, note: str) -> Answer:
    """Return the page that says what would change."""
    registry = prepared.revision.old
    units = {unit.id: unit.name for unit in registry.units}
    (change,) = prepared.changes
    account = attempt.account
    lines = (
        change_words.every_step(account, change, units)
        if account
        else change_words.new_entry(change, units)
    )
    named = account or prepared.revision.new.account(change.account)
    kept = {name: text for name, text in request.form.items() if name not in ("token", "step")}
    page_ = render_template(
        "register_words.html",
        title=TITLES[attempt.action],
        name=naming.full(named),
        id=change.account,
        lines=tuple(lines),
        effects=tuple(change_words.effects(account, change)),
        reason=attempt.reason,
        note=note,
        kept=kept | {"sha": registry.sha256},
    )
    return page_, 409 if note else 200


def _saved(attempt: EntryChange, prepared: PreparedChange) -> Answer:
    try:
        with office().writing() as db:
            register.save(db, prepared)
    except ChangedMeanwhile:
        attempt.errors[WHOLE] = MEANWHILE
        return _again(attempt, 409)
    except MonitorError as failed:
        attempt.errors[WHOLE] = str(failed)
        return _again(attempt, 503)
    (change,) = prepared.changes
    account = prepared.revision.new.account(change.account)
    flash.tell(name=naming.full(account), what="已保存")
    return redirect(f"/register/{account.id}", 303)


def _is_done(attempt: EntryChange, make: Make) -> bool:
    """Say whether the entry already is as the form wants it: a button was pressed twice."""
    again = replace(attempt, typed=dict(attempt.typed), errors={})
    _prepared(again, make)
    return again.errors == {WHOLE: SAME}


def _clash(attempt: EntryChange, make: Make) -> Answer | None:
    """Return the entry's page with both versions where somebody else changed it meanwhile."""
    account = attempt.account
    if account is None or request.form.get("sha") == attempt.registry.sha256:
        return None
    now = entry_fields.state_of(account)
    was = entry_fields.was_in(request.form, now)
    if was == now:
        return None
    if _is_done(attempt, make):
        flash.tell(name=naming.full(account), what=AGAIN)
        return redirect(f"/register/{account.id}", 303)
    typed = attempt.typed if attempt.action == "set" else {}
    mine = {name: text for name, text in typed.items() if name in was and text != was[name]}
    rows = []
    for name in (name for name in now if was[name] != now[name] or name in mine):
        texts = (was[name], now[name], mine.get(name, ""))
        before, stands, own = (entry_fields.shown(name, t, attempt.registry) for t in texts)
        rows.append(
            (entry_fields.title_of(name), before, stands, own if name in mine else UNTOUCHED)
        )
    merged = {**typed, **{name: now[name] for name in typed if name in now and name not in mine}}
    draft = EntryDraft(
        form=attempt.action,
        fields=merged or attempt.typed,
        errors={WHOLE: MEANWHILE},
        clash=tuple(rows),
    )
    return entry_page(attempt.registry, account, draft), 409
