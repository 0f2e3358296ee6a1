"""What other rooms may use of surveys."""
