"""Pages of assignments."""

from vsm_platform.web.room import Room

room = Room("assignments", __name__)
