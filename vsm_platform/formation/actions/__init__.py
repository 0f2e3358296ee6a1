"""What changes in formation."""
