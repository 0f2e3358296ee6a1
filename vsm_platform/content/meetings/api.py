"""What other rooms may use of meetings."""
