"""What is read of peer evaluations."""
