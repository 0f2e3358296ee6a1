"""What changes measures, scores, columns, and what is on its way to the gradebooks."""
