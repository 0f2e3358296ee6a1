"""The demonstration: one of the report's programmes, with a practice LMS for each university.

It is the only part of the application that knows the practice LMS, and it uses the product as
people do: rooms by their ``api``, universities by real launches over HTTP.
"""
