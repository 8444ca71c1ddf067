"""Looks become a snapshot, checks a verdict; what was seen and judged, as rows."""
