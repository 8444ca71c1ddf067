"""Cases and their steps, appended and never rewritten."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from monitor.cases.case import FINDING_STEPS, Case, CaseStep, CaseUpdate, FindingKey, StepKind
from monitor.cases.transitions import with_expired_exemption_ended
from monitor.model import Finding, Means, clock, codes
from monitor.system.connection import Database
from monitor.system.database import immediate, ours
from monitor.verdicts import codec, finding_rows, texts
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.checklist_rules import is_withdrawn
from monitor.verdicts.freshness import Limit
from monitor.verdicts.merge import CLAIMED
from monitor.verdicts.moved_items import MIN_TITLE_LENGTH

# an item that was seen before under an older date was published then, whatever it bears now;
# within one source only the key tells items apart: some feeds give all of them one address
_EARLIER = """
EXISTS (SELECT 1 FROM posts AS e WHERE e.account = posts.account AND {same}
AND date(e.published_at, '+8 hours') < date(posts.published_at, '+8 hours')
AND e.first_seen_at < posts.first_seen_at)
"""
IS_REDATED = (
    f"({_EARLIER.format(same='e.key = posts.key')} OR posts.url <> '' AND "
    f"{_EARLIER.format(same='e.url = posts.url AND e.source <> posts.source')})"
)
# an address shared by several items of a source, as that of a front page, identifies none of them;
# the plus disables the index on the source, so that SQLite uses the one on the address
IS_SHARED = """
EXISTS (SELECT 1 FROM posts AS e WHERE e.account = posts.account AND e.url = posts.url
AND +e.source = posts.source AND e.key <> posts.key)
"""
IS_RETITLED = (
    _EARLIER.format(same="e.source = posts.source AND e.title = posts.title")
    + f" AND length(posts.title) >= {MIN_TITLE_LENGTH}"
)
# what refutes a failure: posts that were proved, not merely claimed, and are still there
IS_PROVED = (
    f"gone_at IS NULL AND substr(key, 1, {len(CLAIMED)}) <> '{CLAIMED}' AND NOT {IS_REDATED}"
)
SILENCE_FINDINGS_SQL = f"""
SELECT c.id, c.account, s.at, a.as_of, a.newest FROM case_steps s
JOIN cases c ON c.id = s."case" JOIN case_step_runs r ON r.step = s.id
JOIN assessments a ON a.account = c.account AND a.run = r.run
WHERE c."check" = ? AND s.move IN ({",".join("?" * len(FINDING_STEPS))})
"""
STEPS = """
SELECT s.*, r.run FROM case_steps s LEFT JOIN case_step_runs r ON r.step = s.id
ORDER BY s."case", s.id
"""
PROVED_POSTS_SQL = f"""
SELECT published_at, repost FROM posts
WHERE account = ? AND published_at > ? AND published_at <= ? AND {IS_PROVED} AND NOT ({IS_RETITLED})
"""
FIELDS = ("account", "name", "unit", "unit_name", "platform", "check", "title")


@dataclass(frozen=True, slots=True)
class CaseStore:
    """Cases and their steps in the database."""

    db: Database

    def add_steps(
        self, decide: Callable[[tuple[Case, ...]], Iterable[CaseUpdate]]
    ) -> tuple[CaseUpdate, ...]:
        """Append the steps that *decide* makes of the cases as they stand, in one transaction.

        No other process can add a step in between. Return the additions, new cases numbered.
        """
        done = []
        with ours(), immediate(self.db):
            for update in decide(self.cases()):
                case = update.case
                if not case.id:
                    table = self.db.table("cases").insert(
                        {field: getattr(case, field) for field in FIELDS}
                    )
                    case = replace(case, id=int(str(table.last_pk)))
                for step in update.steps:
                    self._add_step(case.id, step)
                done.append(CaseUpdate(case=case, steps=update.steps))
        return tuple(done)

    def _add_step(self, case: int, step: CaseStep) -> None:
        number = int(str(self.db.table("case_steps").insert(_row(case, step)).last_pk))
        if step.run is not None:
            self.db.table("case_step_runs").insert({"step": number, "run": step.run})
        self.db.table("case_findings").insert_all(
            {"step": number, "finding": finding_rows.dump_one(finding)} for finding in step.findings
        )

    def cases_on(self, today: date) -> tuple[Case, ...]:
        """Return every case as it is *today*: exemptions that have expired by then are over."""
        return tuple(with_expired_exemption_ended(case, today) for case in self.cases())

    def cases(self) -> tuple[Case, ...]:
        """Return every case with its steps, in the order of their numbers."""
        with ours():
            findings_by_step: dict[int, list[Finding]] = {}
            for row in self.db.query("SELECT step, finding FROM case_findings ORDER BY id"):
                finding = finding_rows.load_one(str(row["finding"]))
                findings_by_step.setdefault(int(str(row["step"])), []).append(finding)
            steps: dict[int, list[CaseStep]] = {}
            for row in self.db.query(STEPS):
                step = _step(row, findings_by_step.get(int(str(row["id"])), ()))
                steps.setdefault(int(str(row["case"])), []).append(step)
            rows = list(self.db.query("SELECT * FROM cases ORDER BY id"))
        return tuple(
            Case(
                id=int(str(row["id"])),
                steps=tuple(steps.get(int(str(row["id"])), [])),
                **{field: str(row[field]) for field in FIELDS},
            )
            for row in rows
        )

    def refuted(self, limit_of: Callable[[str], Limit]) -> frozenset[FindingKey]:
        """Return the findings known to be errors, by case and moment.

        A finding of silence, where posts proved since contradict it; *limit_of*: the longest
        silence allowed to an account. A person's no, where it was withdrawn.
        """
        silence = self._refuted_by_posts(limit_of)
        return frozenset((*silence, *self._refuted_by_withdrawn_answers()))

    def _refuted_by_posts(self, limit_of: Callable[[str], Limit]) -> Iterator[FindingKey]:
        kinds = sorted(kind.value for kind in FINDING_STEPS)
        with ours():
            rows = list(self.db.query(SILENCE_FINDINGS_SQL, [codes.SILENT_ACCOUNT, *kinds]))
            for row in texts.resolve_texts(self.db, rows):
                if self._is_refuted(row, limit_of(str(row["account"]))):
                    yield int(str(row["id"])), clock.unstamp(str(row["at"]))

    def _refuted_by_withdrawn_answers(self) -> Iterator[FindingKey]:
        withdrawn = AnswerStore(self.db).withdrawn_answers()
        if not withdrawn:
            return
        for case in self.cases():
            for step in case.steps:
                if step.findings and all(
                    is_withdrawn(finding.answers, withdrawn) for finding in step.findings
                ):
                    yield case.id, step.at

    def _is_refuted(self, row: Mapping[str, Any], limit: Limit) -> bool:
        """Say whether later posts refute the finding of *row*."""
        newest = codec.post_from_json(row["newest"])
        published_at = newest.published_at if newest else clock.BEGINNING
        values = [row["account"], clock.stamp(published_at), row["as_of"]]
        posts = (
            (clock.unstamp(str(post["published_at"])), bool(post["repost"]))
            for post in self.db.query(PROVED_POSTS_SQL, values)
        )
        return limit.refuted_by(posts, published_at, clock.unstamp(str(row["as_of"])))


def _row(case: int, step: CaseStep) -> dict[str, Any]:
    return {
        "case": case,
        "move": step.kind.value,
        "at": clock.stamp(step.at),
        "by": step.by,
        "text": step.text,
        "due_on": step.due_on.isoformat() if step.due_on else None,
        "document": step.document,
        "until": step.until.isoformat() if step.until else None,
        "via": step.via,
    }


def _step(row: Mapping[str, Any], findings: Iterable[Finding]) -> CaseStep:
    return CaseStep(
        kind=StepKind(row["move"]),
        at=clock.unstamp(row["at"]),
        by=row["by"],
        text=row["text"],
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        document=row["document"],
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        run=row["run"],
        findings=tuple(findings),
        via=Means(row["via"]) if row["via"] else None,
    )
