"""What touches this machine: database, files, locks, logs, keys, redaction."""
