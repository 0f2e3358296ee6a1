"""What changes meetings."""
