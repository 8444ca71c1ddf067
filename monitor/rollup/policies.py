"""Which counties judge by the same rules: marked and counted, never compared across. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.rollup.incoming import BundleHead
from monitor.rollup.values import PolicyGroup

STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyMarks:
    """*groups*: the one that most share first. *labels*: by the code of who reported.

    *differing*: those that are not, or not wholly, of the first group.
    """

    groups: tuple[PolicyGroup, ...]
    labels: Mapping[str, str]
    differing: frozenset[str]


def marks(heads: Sequence[BundleHead]) -> PolicyMarks:
    """Return the groups of counties that share their rules, those of a city's bundle included."""
    codes: dict[str, list[str]] = {}  # rules → counties that judge by them
    texts: dict[str, str] = {}
    used: dict[str, dict[str, None]] = {}  # who reported → rules
    for head in heads:
        for code, rules in _rules(head):
            codes.setdefault(rules, []).append(code)
            used.setdefault(head.code, {})[rules] = None
        if head.rules:
            texts[head.rules] = head.rules_text
    ordered = sorted(codes, key=lambda rules: (-len(codes[rules]), rules))
    labels = {rules: _label(place) for place, rules in enumerate(ordered)}
    return PolicyMarks(
        groups=tuple(
            PolicyGroup(
                label=labels[rules],
                rules=rules,
                text=texts.get(rules, ""),
                counties=tuple(codes[rules]),
            )
            for rules in ordered
        ),
        labels={
            code: "、".join(labels[rules] for rules in ordered if rules in own)
            for code, own in used.items()
        },
        differing=frozenset(code for code, rules in used.items() if set(rules) != {ordered[0]}),
    )


def _rules(head: BundleHead) -> list[tuple[str, str]]:
    if head.rules:
        return [(head.code, head.rules)]
    return [(member.code, member.rules) for member in head.members if member.rules]


def _label(place: int) -> str:
    return STEMS[place] if place < len(STEMS) else f"第{place + 1}种"
