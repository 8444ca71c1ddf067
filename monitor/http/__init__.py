"""The only network: guard, deadlines, pace per host, size cap, wire-exact capture."""
