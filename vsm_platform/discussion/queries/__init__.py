"""What is read of discussions."""
