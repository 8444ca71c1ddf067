"""Speed, measured by hand and compared as ratios within one run; no test depends on it."""
