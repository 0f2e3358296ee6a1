"""Tables of discussion."""
