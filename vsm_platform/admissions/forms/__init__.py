"""The forms of applicants and of those who choose."""
