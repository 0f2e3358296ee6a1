"""Pages of modules."""

from vsm_platform.web.room import Room

room = Room("modules", __name__)
