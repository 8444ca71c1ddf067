"""accounts.yaml into values, every fault with its place."""
