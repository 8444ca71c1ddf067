"""What travels from a county to its city: one file, written alike everywhere, read warily."""
