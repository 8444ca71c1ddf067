"""What people saw where no program can look: said, understood, proved, kept."""
