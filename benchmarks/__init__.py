"""Measurements of the product, each `python -m benchmarks.<name> --json` one JSON line."""
