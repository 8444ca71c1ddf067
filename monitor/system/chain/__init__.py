"""The hash chain over every row of every table."""
