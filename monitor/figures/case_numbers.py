"""What tells the cases of many counties apart by number, with each county's own number in it."""

MOST = 10**9  # more than a county numbers


def in_bundle(county: str, number: int) -> int:
    """Return a number that no case of another county in a bundle has; *county*: its code."""
    return int(county or 0) * MOST + number


def in_city(sender: str, number: int) -> int:
    """Return a number that no case in another sender's bundle has; *sender*: its code."""
    return int(sender or 0) * MOST**2 + number


def own(number: int) -> int:
    """Return what the county itself calls the case."""
    return number % MOST
