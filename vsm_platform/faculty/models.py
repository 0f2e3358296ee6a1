"""What those who run an exchange work with: the path of setting up, who takes part, messages."""
