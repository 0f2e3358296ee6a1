"""Pages of admissions."""

from vsm_platform.web.room import Room

room = Room("admissions", __name__)
