"""What a verdict says of updating, whatever else is wrong with the account. Pure."""

from monitor.model import Assessment, State, Verdict, codes


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


def is_silence_unseen(assessment: Assessment) -> bool:
    """Say whether nobody could see if an account updates that fails for something else.

    One that its platform shows no more fails for that, and nobody can look at it.
    """
    fails = assessment.verdict is Verdict.FAIL and assessment.state is State.UNKNOWN
    return fails and updated(assessment) is Verdict.UNKNOWN
