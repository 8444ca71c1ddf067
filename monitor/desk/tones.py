"""How a verdict is marked on pages: a colour, beside the word and the shape that say the same."""

from monitor.model import Assessment, State, Verdict


def tone(verdict: Assessment | None) -> str:
    """Return the colour of a verdict: what passes is green where nothing is left to do."""
    if verdict is None:
        return Verdict.UNKNOWN.value
    settled = verdict.verdict is not Verdict.PASS or verdict.state is State.FRESH
    return verdict.verdict.value if settled else verdict.state.value
