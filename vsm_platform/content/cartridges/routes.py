"""Pages of cartridges."""

from vsm_platform.web.room import Room

room = Room("cartridges", __name__)
