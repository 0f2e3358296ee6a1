"""Actions of credentials."""
