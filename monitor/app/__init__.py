"""Use cases, shared by the command line, the daemon and whatever faces come."""
