"""What changes in modules."""
