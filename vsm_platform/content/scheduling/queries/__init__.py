"""What is read to find a time."""
