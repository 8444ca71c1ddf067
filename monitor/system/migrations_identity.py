"""The tables of what findings are and rest on, as further migrations.

Earlier programs told findings apart by their sentences. What those meant is found out here,
once, by the sentences of then, which stand here for good; the rows themselves stay as they are.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product
from typing import Any

from sqlite_utils import Database

from monitor.model import clock
from monitor.parsing.text import clean
from monitor.system.migrations_seals import migrations

__all__ = ["migrations"]

Identity = dict[str, Any]
LABELS = {
    "wording": ("未见严重表述错误",),
    "secrets": ("未见泄露国家秘密",),
    "links": (
        "无发布、链接反动、暴力、色情等内容的情况",
        "未发布或者链接反动、暴力、色情等内容",
    ),
    "opinion": ("未因发布内容不当引发严重负面舆情",),
    "interaction": ("提供有效互动功能并能正常使用",),
    "honesty": ("无购买粉丝、强制点赞等弄虚作假行为",),
}
ITEMS = {label: item for item, labels in LABELS.items() for label in labels}
HEADS = ("一项不符合要求", "为否")
LONGEST = 120  # characters of a note in a finding
ANSWERED = {"S01": "unsafe_content", "S02": "poor_interaction"}
GONE = {
    "账号已注销或不存在": "account_gone",
    "账号被平台封禁": "account_blocked",
    "账号已迁移": "account_moved",
}
SIGNED = re.compile(r"（\d+年\d+月\d+日[^（]*(（[^（）]*）)?[^（）]*核查）$")
ANY_ITEM, ANY_HEAD = "|".join(map(re.escape, ITEMS)), "|".join(HEADS)
HEAD = re.compile(rf"“({ANY_ITEM})”(?:{ANY_HEAD})")
NEXT = re.compile(rf"；(?=“(?:{ANY_ITEM})”(?:{ANY_HEAD}))")
NEXT_GONE = re.compile(rf"；(?=(?:{'|'.join(GONE)})：)")
# a step rests on the last check that had begun by then
STEPS = """
SELECT s.id, s.text, s.move, c.account, c."check" AS "check", (
SELECT b.run FROM assessments b JOIN runs r ON r.id = b.run
WHERE b.account = c.account AND r.moment <= s.at ORDER BY r.moment DESC, r.id DESC LIMIT 1) AS run
FROM case_steps s JOIN cases c ON c.id = s."case"
WHERE s."by" = '程序' AND s.move IN ('open', 'reopen', 'more', 'failed', 'passed') ORDER BY s.id
"""
FOUND = """
SELECT run, account, "check", findings FROM results
WHERE "check" IN ('S01', 'S02') AND findings LIKE '[[%'
"""
# most checks find nothing: the many assessments are gone through only where one did
FOUND_ONCE = """
SELECT a.run, a.account, c."check" AS "check", c.findings FROM conclusions c
JOIN texts t ON json_valid(t.text) AND substr(t.text, 1, 1) = '['
JOIN json_each(t.text) j ON j.value = c.id JOIN assessments a ON a.results = t.id
WHERE c."check" IN ('S01', 'S02') AND c.findings LIKE '[[%'
"""


@migrations()
def m035_case_findings(db: Database) -> None:
    """What each step of a case found, and the check that it came from."""
    db.table("case_findings").create(
        {"id": int, "step": int, "finding": str},
        pk="id",
        foreign_keys=[("step", "case_steps", "id")],
        not_null={"step", "finding"},
        strict=True,
    )
    db.table("case_findings").create_index(["step"])
    db.table("case_step_runs").create(
        {"step": int, "run": int},
        pk="step",
        foreign_keys=[("step", "case_steps", "id")],
        not_null={"run"},
        strict=True,
    )
    answers = _answers(db)
    for row in list(db.query(STEPS)):
        if row["run"] is not None:
            db.table("case_step_runs").insert({"step": row["id"], "run": row["run"]})
        if row["move"] != "passed":
            answered = answers.get(row["account"], {})
            findings = _of_step(str(row["check"]), str(row["text"]), answered)
            db.table("case_findings").insert_all(
                {"step": row["id"], "finding": _dump(finding)} for finding in findings
            )


@migrations()
def m036_finding_identities(db: Database) -> None:
    """What findings by people are that were kept by position, by run, account, check, place."""
    db.table("finding_identities").create(
        {"run": int, "account": str, "check": str, "place": int, "identity": str},
        pk=("run", "account", "check", "place"),
        not_null={"identity"},
        strict=True,
    )
    answers = _answers(db)
    rows = [
        {**_place(row), "place": place, "identity": _dump(identity)}
        for row in [*db.query(FOUND), *db.query(FOUND_ONCE)]
        for place, identity in enumerate(_of_result(row, answers.get(row["account"], {})))
    ]
    db.table("finding_identities").insert_all(rows, ignore=True)


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("run", "account", "check")}


def _of_result(row: Mapping[str, Any], answers: Mapping[str, Identity]) -> Iterator[Identity]:
    """Yield what the findings of a result are, in their order."""
    for message, *_ in json.loads(row["findings"]):
        yield _of_answer(ANSWERED[row["check"]], message, answers)


def _answers(db: Database) -> dict[Any, dict[str, Identity]]:
    """Return what each sentence on an account's noes tells of; what reads alike falls together."""
    accounts: dict[Any, dict[str, Identity]] = {}
    for row in list(db.query("SELECT * FROM answers WHERE NOT good ORDER BY id")):
        by_item = accounts.setdefault(row["account"], {})
        for words in _sentences(row):
            first: Identity = {"about": row["item"], "detail": row["note"], "answers": []}
            by_item.setdefault(words, first)["answers"].append(row["id"])
    return accounts


def _sentences(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield all that programs ever said of an answer."""
    note = f"：{clean(str(row['note']), LONGEST)}" if row["note"] else ""
    day = _day(clock.unstamp(str(row["at"])))
    for label, head in product(LABELS.get(str(row["item"]), ()), HEADS):
        yield f"“{label}”{head}{note}（{day}{row['by']}核查）"


def _day(moment: datetime) -> str:
    local = clock.beijing(moment)
    return f"{local.year}年{local.month}月{local.day}日"


def _of_step(check: str, text: str, answers: Mapping[str, Identity]) -> Sequence[Identity]:
    """Return what the text of a step tells of, in its order."""
    if check in ANSWERED:
        parts = _parts(text, answers)
        kind = ANSWERED[check]
        return [{"message": part} | _of_answer(kind, part, answers) for part in parts]
    if check == "U01":
        return [{"message": text, "kind": "never_published" if "从未发布" in text else "silent"}]
    if check == "U02":
        parts = NEXT_GONE.split(text)
        return [{"message": part, "kind": GONE.get(part.partition("：")[0], "")} for part in parts]
    return [{"message": text}]


def _parts(text: str, answers: Mapping[str, Identity]) -> list[str]:
    """Part a text into its findings; a note may hold the mark that stands between them."""
    left, placed = text, []
    for words in sorted(answers, key=len, reverse=True):
        while (at := left.find(words)) >= 0:
            placed.append((at, words))
            left = left[:at] + "\0" * len(words) + left[at + len(words) :]
    for match in re.finditer(r"[^\0]+", left):
        at = match.start()
        for part in NEXT.split(match.group()):
            if words := part.strip("；"):
                placed.append((at, words))
            at += len(part) + 1
    return [words for _, words in sorted(placed)]


def _of_answer(kind: str, message: str, answers: Mapping[str, Identity]) -> Identity:
    """Return what a sentence on an answer tells of; one that no answer gave rests on none."""
    identity = {"kind": kind}
    if message in answers:
        return identity | answers[message]
    head = HEAD.match(message)
    if head is None:
        return identity
    detail = SIGNED.sub("", message)[head.end() :].removeprefix("：")
    return identity | {"about": ITEMS[head[1]], "detail": detail}


def _dump(value: Identity) -> str:
    kept = {name: part for name, part in value.items() if part not in ("", [])}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
