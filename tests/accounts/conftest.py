"""People who have said something: the course of the discussion's tests, for what becomes of their data."""

from tests.discussion.conftest import course

__all__ = ["course"]
