"""What other rooms may use of modules."""
