"""Welcome, profile, one's own data and sign-out; the doors for administrators and people without an LMS."""

from vsm_platform.accounts.routes import coming_back, own_data, requests, signing_in
from vsm_platform.accounts.routes.visits import room, set_language

__all__ = ["coming_back", "own_data", "requests", "room", "set_language", "signing_in"]
