"""Changes of accounts.yaml, line by line, remarks kept."""
