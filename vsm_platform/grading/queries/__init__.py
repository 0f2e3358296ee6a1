"""What is read of measures, scores, columns, and their deliveries."""
