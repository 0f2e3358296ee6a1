"""Pages of faculty."""

from vsm_platform.web.room import Room

room = Room("faculty", __name__)
