"""What changes in admissions."""
