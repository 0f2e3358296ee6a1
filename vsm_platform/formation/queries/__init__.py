"""What is read of formation."""
