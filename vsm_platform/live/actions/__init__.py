"""What changes in live sessions."""
