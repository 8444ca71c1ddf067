"""What a verdict says of updating, whatever else is wrong with the account. Pure."""

from monitor.model import Assessment, Verdict, codes


def updated(one: Assessment) -> Verdict:
    """Return what the check of updating says, whatever else is wrong with the account."""
    own = (result.verdict for result in one.results if result.check == codes.SILENT_ACCOUNT)
    return next(own, one.verdict)


def unseen(one: Assessment) -> bool:
    """Say whether an account is unknown for want of a look, rather than for another check.

    A verdict that grew too old is such, though no check abstained then.
    """
    elsewhere = updated(one) is Verdict.PASS and one.abstained
    return one.verdict is Verdict.UNKNOWN and not elsewhere
