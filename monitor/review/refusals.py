"""Why a round of observations was not kept."""

from dataclasses import dataclass

from monitor.model.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFault:
    """One claim that cannot be kept: its place in the round, the field, the sentence.

    *unseen*: the page could not be fetched, which is no mistake of the person's.
    """

    number: int
    field: str
    message: str
    unseen: bool = False


class ImportRefused(ConfigError):
    """Nothing of a round was kept; *faults*: every reason."""

    def __init__(self, faults: tuple[ClaimFault, ...]) -> None:
        super().__init__("\n".join(fault.message for fault in faults))
        self.faults = faults
