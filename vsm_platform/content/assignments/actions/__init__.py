"""What changes assignments and work on them."""
