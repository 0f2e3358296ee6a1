"""What other rooms may use of faculty."""
