"""Tables of scheduling."""
