"""What other rooms may use of alliances."""
