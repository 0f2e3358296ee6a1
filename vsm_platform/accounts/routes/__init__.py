"""Welcome, profile and sign-out; the doors for administrators and for people without an LMS."""

from vsm_platform.accounts.routes import coming_back, signing_in
from vsm_platform.accounts.routes.visits import room, set_language

__all__ = ["coming_back", "room", "set_language", "signing_in"]
