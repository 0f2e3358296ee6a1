"""What changes surveys and their answers."""
