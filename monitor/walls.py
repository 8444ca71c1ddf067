"""What an answer that is no content looks like: HTTP refusals, gates, captchas, bridge errors.

Pure; shared by all sources. Raises LookFailed with the outcome, returns where nothing is wrong.
"""
