"""A period's figures as the lines of a bundle. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from monitor.bundles.account_line import (
    AccountLine,
    FindingLine,
    GapLine,
    LimitsLine,
    ProofLine,
    RectifiedLine,
    RegisterFindingLine,
    SeenLine,
)
from monitor.bundles.case_line import CaseLine, CaseStepLine, ChangeKind, ChangeLine
from monitor.bundles.fields import FEW, MANY
from monitor.cases.case import CaseStep
from monitor.figures.judged_look import JudgedLook
from monitor.figures.period_values import PeriodFinding
from monitor.figures.values import AccountFigures, Figures, Rectified
from monitor.model import AccountSnapshot, ChecklistItem, Platform

Limits = Callable[[str], LimitsLine]  # from an account's id
NO_PHONE = "（电话略）"
_PHONE = re.compile(
    r"(?<![0-9A-Za-z/=?&._-])(?:\+?86[- ]?)?"
    r"(?:1[3-9]\d(?:[- ]?\d{4}){2}|0\d{2,3}[- ]\d{7,8})(?![0-9A-Za-z])"
)


PROOFS = 6  # records named for one account: whoever wants more of them asks for a proof file


def ends(places: tuple[str, ...]) -> tuple[str, ...]:
    """Return at most ``PROOFS`` of *places*, the first and the last."""
    half = PROOFS // 2
    return places if len(places) <= PROOFS else (*places[:half], *places[-half:])


def without_phones(text: str) -> str:
    """Return what a person wrote without the telephone numbers in it: none leaves the county."""
    return _PHONE.sub(NO_PHONE, text)


@dataclass(frozen=True, kw_only=True)
class LineMaker:
    """Makes the lines of *figures*. *hashes*: of the records of the evidence, by their places."""

    figures: Figures
    limits: Limits
    hashes: Mapping[str, str]

    def accounts(self) -> Iterator[AccountLine]:
        """Yield the accounts in the register's order, those that have left it last."""
        place = {id: number for number, id in enumerate(self.figures.register_order)}
        rectified = {entry.account.id: entry for entry in self.figures.rectified}
        pending = {entry.account.id: entry.items for entry in self.figures.pending}
        findings: dict[str, list[RegisterFindingLine]] = {}
        for finding in self.figures.register_findings:
            line = RegisterFindingLine(check=finding.check, kind=finding.kind)
            findings.setdefault(finding.account.id, []).append(line)
        ordered = sorted(
            self.figures.accounts,
            key=lambda entry: (place.get(entry.account.id, len(place)), entry.account.id),
        )
        for entry in ordered:
            id = entry.account.id
            yield self._account(entry, rectified.get(id), pending.get(id, ()), findings.get(id, []))

    def _account(
        self,
        entry: AccountFigures,
        rectified: Rectified | None,
        pending: tuple[ChecklistItem, ...],
        findings: list[RegisterFindingLine],
    ) -> AccountLine:
        account = entry.account
        return AccountLine(
            id=account.id,
            name=account.name,
            platform=account.platform,
            unit=account.unit,
            unit_kind=account.kind,
            unit_id=account.unit_id,
            status=account.status,
            filed=account.filed,
            opened_on=account.opened_on,
            verdict=entry.verdict,
            state=entry.state,
            limits=self.limits(account.id),
            seen=_seen(entry.rests_on) if entry.rests_on else None,
            looks=entry.looks,
            always_fresh=entry.always_fresh,
            looked_at_closing=entry.looked_at_closing,
            closing_at=entry.closing_at,
            closing_verdict=entry.closing_verdict,
            newest_post_at=entry.newest_at,
            newest_title=entry.newest_title,
            idle_days=entry.idle_days,
            silent_days_at_least=entry.silent_days,
            longest_silence=entry.longest_silence,
            days_over=entry.days_over,
            first_failed_at=entry.failed_first_at,
            last_failed_at=entry.failed_last_at,
            failed_in=entry.failed_in[-MANY:],
            last_passed_at=entry.passed_at,
            failed_at_closing=entry.failed_closing,
            unsure_at_closing=entry.unsure_closing,
            findings=tuple(map(_finding, entry.problems[:FEW])),
            unknown_since=entry.unknown_since,
            abstained=entry.abstained,
            reasons=tuple(map(without_phones, entry.reasons[:FEW])),
            gaps=tuple(
                GapLine(source=source, outcome=outcome, message=message)
                for source, outcome, message in entry.tried[:FEW]
            ),
            looked_by=entry.looked_by,
            zombie_found_at=entry.zombie_at,
            zombie_recovered=entry.zombie_recovered,
            zombie_at_end=entry.zombie,
            posts=entry.posts,
            posts_basis=entry.posts_basis.value,
            proof=tuple(
                ProofLine(place=place, sha256=self.hashes.get(place)) for place in ends(entry.proof)
            ),
            rectified=_rectified(rectified) if rectified else None,
            pending=pending,
            register_findings=tuple(findings[:FEW]),
        )

    def cases(self) -> Iterator[CaseLine]:
        """Yield the cases by their numbers."""
        for case in sorted(self.figures.cases, key=lambda case: case.id):
            yield CaseLine(
                id=case.id,
                account=case.account,
                name=case.name,
                platform=Platform(case.platform),
                unit=case.unit,
                unit_name=case.unit_name,
                check=case.check,
                title=case.title,
                steps=tuple(map(_step, case.steps[-MANY:])),
                due_caveat=self.figures.due_caveats.get(case.id, ""),
                closed_on=self.figures.closed_on(case),
            )

    def changes(self) -> Iterator[ChangeLine]:
        """Yield what changed on the register."""
        for account in self.figures.opened:
            yield _change(ChangeKind.OPENED, account)
        for account in self.figures.closed:
            yield _change(ChangeKind.CLOSED, account)
        for was, account in self.figures.renamed:
            yield _change(ChangeKind.RENAMED, account, was)
        for account in self.figures.left_failing:
            yield _change(ChangeKind.LEFT_FAILING, account)


def _seen(look: JudgedLook) -> SeenLine:
    return SeenLine(
        at=look.at,
        as_of=look.as_of,
        newest_at=look.newest_at,
        precision=look.precision,
        window_since=look.window.since if look.window else None,
        window_until=look.window.until if look.window else None,
    )


def _finding(problem: PeriodFinding) -> FindingLine:
    return FindingLine(
        check=problem.check,
        title=problem.title,
        message=problem.message,
        kind=problem.kind,
        about=problem.about,
        detail=without_phones(problem.detail),
        basis=problem.basis,
        evidence=problem.evidence[:FEW],
    )


def _rectified(entry: Rectified) -> RectifiedLine:
    return RectifiedLine(
        outcome=entry.outcome,
        fixed_at=entry.fixed_at,
        problems=entry.problems,
        decided=without_phones(entry.decided),
        until=entry.until,
    )


def _step(step: CaseStep) -> CaseStepLine:
    return CaseStepLine(
        kind=step.kind.value,
        at=step.at,
        by=step.by,
        via=step.via,
        text=without_phones(step.text),
        due_on=step.due_on,
        document=step.document,
        until=step.until,
        run=step.run,
    )


def _change(kind: ChangeKind, account: AccountSnapshot, was: str = "") -> ChangeLine:
    return ChangeLine(
        kind=kind,
        id=account.id,
        name=account.name,
        platform=account.platform,
        unit=account.unit,
        unit_kind=account.kind,
        status=account.status,
        was=was,
        opened_on=account.opened_on,
        left_on=account.left_on,
        merged_into=account.merged_into,
    )
