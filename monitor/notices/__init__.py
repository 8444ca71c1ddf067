"""What is told to whom: decided, written down, delivered."""
