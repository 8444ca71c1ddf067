"""The demands of the policy, in report order; module names are the names in accounts.yaml."""

from checks.abnormal_account import AbnormalAccount
from checks.duplicate_account import DuplicateAccount
from checks.incomplete_entry import IncompleteEntry
from checks.orphan_unit import OrphanUnit
from checks.poor_interaction import PoorInteraction
from checks.renamed_account import RenamedAccount
from checks.silent_account import SilentAccount
from checks.unfiled_account import UnfiledAccount
from checks.unobserved_account import UnobservedAccount
from checks.unsafe_content import UnsafeContent
from monitor.model import Check

CHECKS: tuple[type[Check], ...] = (
    SilentAccount,
    AbnormalAccount,
    RenamedAccount,
    UnsafeContent,
    PoorInteraction,
    UnobservedAccount,
    DuplicateAccount,
    UnfiledAccount,
    IncompleteEntry,
    OrphanUnit,
)


def name_of(check: type[Check]) -> str:
    """Return a check's name in accounts.yaml."""
    return check.__module__.rpartition(".")[2]
