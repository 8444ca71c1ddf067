"""The codes by which checks are stored; given once, never reused. Others ask for them by name."""

SILENT_ACCOUNT = "U01"  # it passes only where a post was seen
ABNORMAL_ACCOUNT = "U02"
UNOBSERVED_ACCOUNT = "U03"
RENAMED_ACCOUNT = "U04"
UNSAFE_CONTENT = "S01"
POOR_INTERACTION = "S02"
DUPLICATE_ACCOUNT = "R01"
UNFILED_ACCOUNT = "R02"
INCOMPLETE_ENTRY = "R03"
ORPHAN_UNIT = "R04"

BY_HAND = "H00"  # of a case that a person opened: no check finds it, and none passes it
ANSWERED = (UNSAFE_CONTENT, POOR_INTERACTION)  # they rest on a person's answers
