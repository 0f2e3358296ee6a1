"""The course that a demonstration teaches: made by the rooms' own actions, lived in by robots.

What is taught stands in ``texts/``, in the project's own words: one TOML file for a programme that
has its own, and ``shared.toml`` for all others.
"""
