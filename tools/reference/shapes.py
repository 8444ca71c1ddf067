"""What ``--json`` prints: the shape of each command's answer, taken from answers."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.model import Platform, Precision, State, Status, Verdict
from monitor.model.look_plan import LookMode
from monitor.model.outcome import Outcome
from tools.reference.markdown import GENERATED, code, fence, prose, table
from tools.reference.office import ACCOUNT, CITY_FOLDER, RECORDING, Office

HEAD = """# JSON output

Every command that shows something takes `--json`. The shapes below are stable: keys may be
added, none is renamed or removed without a word under Changed in the changelog. They are taken
from answers over the recorded sample county. Moments are `2021-12-31T16:00:00+08:00`, days
`2021-12-31`; `| null` is what may be unknown or not have happened; `?` marks a key that is not
always there; an empty list `[]` was empty in the sample. stdout carries the answer only.
"""
NOTIFIED = "caizheng-weixin"  # of which nobody entered anything since its check
CITY = ("-C", CITY_FOLDER, "rollup")
HANDED_IN = "out/2021Q4/620724-2021Q4-v1.monitor.zip"
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB1H5K/ChmzIX16mNKYYkDUYBR5F7VrxXNZyWwxEfvKF"
DATED = ("--date", "2022-01-04")
# in this order: what changes something comes after what only looks
ANSWERS: dict[str, tuple[str, ...]] = {
    "check": ("check", "--replay", RECORDING),
    "status": ("status",),
    "show": ("show", ACCOUNT),
    "worklist": ("worklist",),
    "checklist list": ("checklist", "list"),
    "accounts list": ("accounts", "list"),
    "accounts validate": ("accounts", "validate"),
    "accounts contacts": ("accounts", "contacts"),
    "accounts compare": ("accounts", "compare", "ledger.xlsx"),
    "accounts log": ("accounts", "log"),
    "cases list": ("cases", "list"),
    "slips list": ("slips", "list"),
    "score": ("score", "--year", "2021"),
    "report quarter": ("report", "quarter", "2021Q4", *DATED),
    "report notice": ("report", "notice", NOTIFIED, *DATED),
    "schedule": ("schedule",),
    "notices list": ("notices", "list"),
    "evidence verify": ("evidence", "verify"),
    "doctor": ("doctor",),
    "prune": ("prune", "--keep-years", "1", "--dry-run"),
    "bundle": ("bundle", "2021Q4"),
    "rollup add": (*CITY, "add", HANDED_IN),
    "rollup status": (*CITY, "status", "2021Q4"),
    "rollup report quarter": (*CITY, "report", "quarter", "2021Q4", *DATED),
    "rollup bundle": (*CITY, "bundle", "2021Q4"),
    "rollup draw": (*CITY, "draw", "2021Q4", "--count", "2", "--seed", "7"),
    "rollup enroll": (*CITY, "enroll", "620724", PUBLIC_KEY),
    "backup": ("backup", "copies"),
    "desk people list": ("desk", "people", "list"),
    "export parquet": ("export", "parquet"),
    "observe": ("observe", ACCOUNT, "--newest", "2022-01-03 09:00", "--by", "张三"),
}
ALIKE = {  # commands that answer as another does
    "report month": "report quarter",
    "report year": "report quarter",
    "cases show": "cases list",  # one of its cases
    **dict.fromkeys(
        (f"cases {move}" for move in ("open", "notify", "rectify", "extend", "exempt", "close")),
        "cases list",
    ),
    "cases verify": "cases list",
}
# asks an authority, or takes in what was made over the evidence of weeks
OUTSIDE = {"evidence stamp", "rollup verify"}

# what the recorded county does not show
BESIDES = {
    "check": "A check over the network says in `run.looks` how it went about its looks: `mode`"
    " (`look_mode`), `workers` (a number), `why` (a sentence).",
}

SETS: dict[str, Iterable[Any]] = {  # enumerations whose members have labels
    "verdict": Verdict,
    "state": State,
    "status": Status,
    "platform": Platform,
    "precision": Precision,
    "outcome": Outcome,
    "look_mode": LookMode,
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass
class Shape:
    """What was seen at one place of the answers."""

    kinds: set[str] = field(default_factory=set)
    keys: dict[str, "Shape"] = field(default_factory=dict)
    always: set[str] | None = None  # the keys that no mapping here lacked
    items: "Shape | None" = None

    def see(self, value: Any, name: str = "") -> None:
        """Take in one value that stands under the key *name*."""
        if isinstance(value, Mapping):
            self.always = set(value) if self.always is None else self.always & set(value)
            for key, inner in value.items():
                self.keys.setdefault(key, Shape()).see(inner, key)
        elif isinstance(value, list):
            self.items = self.items or Shape()
            for inner in value:
                self.items.see(inner, name)
        else:
            self.kinds.add(_kind(value, name))

    def lines(self, indent: str, head: str) -> Iterator[str]:
        """Yield the lines that describe it."""
        here: Shape = self
        while here.items is not None:
            head, here = head + "[]", here.items
        kinds = here.kinds | ({"object"} if here.keys and here.kinds else set())
        kind_names = " | ".join(sorted(kinds, key=lambda kind: (kind == "null", kind)))
        yield f"{indent}{head}:" + (f" {kind_names}" if kind_names else "")
        for key, inner in here.keys.items():
            mark = "" if here.always is None or key in here.always else "?"
            yield from inner.lines(indent + "  ", key + mark)


def page(office: Office) -> str:
    """Return the page of all answers."""
    parts = [GENERATED + prose(HEAD) + "\n", "## Closed sets\n", _sets() + "\n"]
    for name, words in ANSWERS.items():
        also = [other for other, like in ALIKE.items() if like == name]
        parts += [f"## {name}\n"]
        if also:
            parts += ["Likewise: " + ", ".join(map(code, also)) + ".\n"]
        parts += [BESIDES[name] + "\n"] if name in BESIDES else []
        parts += [fence(sketch(json.loads(office.run(*words, "--json"))), "yaml") + "\n"]
    return "\n".join(parts)


def sketch(answer: Any) -> str:
    """Return the shape of an answer, a line a key."""
    seen = Shape()
    seen.see(answer)
    lines = list(seen.lines("", "answer"))
    if len(lines) > 1 and lines[0] == "answer:":  # the common case: a mapping
        return "\n".join(line[2:] for line in lines[1:])
    return "\n".join(lines)


def _kind(value: object, name: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    text = str(value)
    if name in SETS and any(text == member for member in SETS[name]):
        return name
    return "moment" if MOMENT.fullmatch(text) else "day" if DAY.fullmatch(text) else "text"


def _sets() -> str:
    rows = [
        (code(name), "、".join(f"{code(member.value)} {member.label}" for member in members))
        for name, members in SETS.items()
    ]
    return table(("Type", "Values"), rows)
