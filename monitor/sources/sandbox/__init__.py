"""Reading answers within a budget of time and memory.

What a source makes of an answer is code that an unknown page drives. Small answers are read where
they come in; a large one is read in another process, which ends by itself, whatever its code is
doing, when the budget is used up. The process asks nobody: what it needs from the network it asks
of the look that it works for.
"""

from monitor.sources.sandbox.client import apply, bounded
from monitor.sources.sandbox.limits import IN_PLACE, MEMORY, SECONDS
from monitor.sources.sandbox.pool import READERS

__all__ = ["IN_PLACE", "MEMORY", "READERS", "SECONDS", "apply", "bounded"]
