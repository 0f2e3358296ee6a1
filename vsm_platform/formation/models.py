"""Tables of formation."""
