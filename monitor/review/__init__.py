"""What people see where no program can look: the worklist, claims, answers, proofs."""
