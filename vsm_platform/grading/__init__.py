"""What is scored in an exchange, and its way into each student's own gradebook."""
