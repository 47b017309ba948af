"""What one asks and another answers: applications, cards, corrections, transfers, proofs."""
