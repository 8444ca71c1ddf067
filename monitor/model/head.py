"""The head of the chain of seals: what a paper carries, so that another's copy bears witness."""

from dataclasses import dataclass

SHORT = 16  # hexadecimal digits on paper: short enough to type, too many to be hit by chance
PREFIX = "sha256:"


@dataclass(frozen=True, slots=True)
class Head:
    """One link of the chain: its *run*, 0 where nobody says, and its *seal* or the start of it.

    *seal*: hexadecimal digits alone.
    """

    run: int
    seal: str

    @property
    def short(self) -> str:
        """Return the digits that stand on paper."""
        return self.seal[:SHORT]


def sealed(run: int, seal: str) -> Head:
    """Return the head that a stored seal makes."""
    return Head(run, seal.removeprefix(PREFIX))
