"""What is read of assignments and of work on them."""
