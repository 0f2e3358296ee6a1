"""What answers say in figures, and the guard of small groups: no Flask, no database."""
