"""Pages of formation."""

from vsm_platform.web.room import Room

room = Room("formation", __name__)
