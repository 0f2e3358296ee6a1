"""Pages of availability."""

from vsm_platform.web.room import Room

room = Room("availability", __name__)
