"""Common Cartridges: courses of other systems read in, and ours written out."""
