"""What is read of admissions."""
