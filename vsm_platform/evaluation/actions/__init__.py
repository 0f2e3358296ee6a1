"""What changes peer evaluations."""
