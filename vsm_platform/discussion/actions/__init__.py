"""What changes in discussions."""
