"""The search for groups: building, annealing, repairing, bounds and proofs, as machine code."""
