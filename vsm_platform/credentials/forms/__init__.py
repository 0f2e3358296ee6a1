"""The forms of credentials."""
