"""Pages of scheduling."""

from vsm_platform.web.room import Room

room = Room("scheduling", __name__)
