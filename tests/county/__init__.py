"""The sample county: a loopback platform server that tells 55 stories, and their recording."""
