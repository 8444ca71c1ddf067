"""The cross-examination: no window condemns before a second, closer look has confirmed it.

*suspects* says which windows are about to condemn (pure), *examine* (of an account) and *examined*
(of a source) ask what sources declare that they can be asked, *statements* weighs what their pages
say (pure). Nothing is asked while accounts are fresh.
"""

from monitor.app.examination.closer_look import examine, examined
from monitor.app.examination.suspects import suspects

__all__ = ["examine", "examined", "suspects"]
