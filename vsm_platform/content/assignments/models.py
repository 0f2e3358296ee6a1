"""Tasks for a person or a team, what is handed in, and what is said of it."""
