"""What other rooms may use of assignments."""
