"""How students apply to take part, and how they are chosen."""
