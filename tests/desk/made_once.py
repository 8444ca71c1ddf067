"""What every desk of a test would make anew, made once: applications, templates, empty tables."""

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from monitor.desk import guard, office, papers
from monitor.desk.application import create
from monitor.desk.guard import Addresses
from monitor.desk.office import DeskOffice
from monitor.desk.paper_maker import PaperMaker
from monitor.system import readonly
from monitor.system.chain.watched import WatchedConnection
from monitor.system.connection import Database

Builder = Callable[..., Any]


class CompiledOnce(BytecodeCache):
    """Templates as they were compiled for the first desk."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled before."""
        if (code := self._code.get(bucket.key + bucket.checksum)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        self._code[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


TEMPLATES = CompiledOnce()
FREE: list[Flask] = []  # applications that no desk has now
TAKEN: list[Flask] = []
RULES: dict[tuple[str, str, bool], Builder] = {}
COMPILE: Builder = Rule._compile_builder
NOTHING_YET = readonly.nothing_yet


def _rule(rule: Rule, append_unknown: bool = True) -> Builder:
    key = rule.rule, str(rule.endpoint), append_unknown
    if key not in RULES:
        RULES[key] = COMPILE(rule, append_unknown)
    return RULES[key]


@cache
def _tables() -> bytes:
    with NOTHING_YET() as db:
        return db.conn.serialize()  # for any thread


def _nothing_yet() -> Database:
    copy = sqlite3.connect(":memory:", factory=WatchedConnection)
    copy.deserialize(_tables())
    return Database(copy)


def make_once(patch: pytest.MonkeyPatch) -> None:
    """Let desks share what is the same for all of them."""
    patch.setattr(Flask, "jinja_options", {"bytecode_cache": TEMPLATES})
    patch.setattr(Rule, "_compile_builder", _rule)
    patch.setattr(readonly, "nothing_yet", _nothing_yet)


def application(desk: DeskOffice, addresses: Addresses) -> Flask:
    """Return an application for *desk* until the test ends; as new, though others had it before.

    For whoever only asks it: a test that adds pages or hooks creates its own.
    """
    app = FREE.pop() if FREE else create(desk, addresses)
    app.config.update({office.NAME: desk, guard.ADDRESSES: addresses, papers.MAKER: PaperMaker()})
    TAKEN.append(app)
    return app


def give_back() -> None:
    """Let other tests have the applications of this one."""
    FREE.extend(TAKEN)
    TAKEN.clear()
