"""What is read of modules."""
