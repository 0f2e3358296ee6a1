"""Tables of availability."""
