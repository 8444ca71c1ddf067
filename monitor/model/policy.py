"""The options of the checks as the jurisdiction sets them: overall, and for a platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.model import Account, Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """*checks*: check name → options; *platforms*: platform → check name → options."""

    checks: Mapping[str, Options] = field(default_factory=dict)
    platforms: Mapping[str, Mapping[str, Options]] = field(default_factory=dict)

    def options(self, check: str, account: Account) -> dict[str, Any]:
        """Return the options of *check* for *account*: the nearest setting wins."""
        layers = (
            self.checks.get(check, {}),
            self.platforms.get(account.platform.value, {}).get(check, {}),
            account.policy.get(check, {}),
        )
        return {name: value for layer in layers for name, value in layer.items()}
