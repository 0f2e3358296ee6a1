"""The passport: everything that one person did over all exchanges and years."""
