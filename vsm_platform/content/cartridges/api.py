"""What other rooms may use of cartridges."""
