"""Files of an exchange and of its teams, sent in pieces over weak lines."""
