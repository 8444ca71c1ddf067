"""What a verdict says of updating, whatever else is wrong with the account. Pure."""

from monitor.model import Assessment, Verdict, codes


def updated(assessment: Assessment) -> Verdict:
    """Return what the check of updating says, whatever else is wrong with the account."""
    verdicts = (
        result.verdict for result in assessment.results if result.check == codes.SILENT_ACCOUNT
    )
    return next(verdicts, assessment.verdict)


def unseen(assessment: Assessment) -> bool:
    """Say whether an account is unknown for want of a look, rather than for another check.

    An expired verdict counts as such, though no check abstained.
    """
    elsewhere = updated(assessment) is Verdict.PASS and assessment.abstained
    return assessment.verdict is Verdict.UNKNOWN and not elsewhere
