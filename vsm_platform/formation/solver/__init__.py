"""Mixed teams that can meet: the problem, its bounds, the search, repair. A library of its own."""
