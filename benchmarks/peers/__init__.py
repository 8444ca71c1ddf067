"""`monitor check` beside a bare loop and its nearest peers, over the same feeds in one run."""
