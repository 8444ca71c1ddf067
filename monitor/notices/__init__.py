"""Notices: decided, written down, delivered."""
