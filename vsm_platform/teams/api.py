"""What other rooms may use of teams."""
