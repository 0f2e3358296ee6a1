"""Mixed teams of an exchange: sets of teams and who is in them."""
