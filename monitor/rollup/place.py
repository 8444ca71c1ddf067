"""Where what a city received stands in its data directory; whoever only copies it loads no more."""

FILE = "rollup.db"
