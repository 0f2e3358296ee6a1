"""What a home university makes of another's credential, and the papers around it."""
