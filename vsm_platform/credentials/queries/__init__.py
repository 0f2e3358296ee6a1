"""Queries of credentials."""
