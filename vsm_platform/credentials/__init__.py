"""Achievements of an exchange, the credentials that say who reached them, and how they are checked."""
