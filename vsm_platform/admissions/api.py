"""What other rooms may use of admissions."""
