"""Pages of discussion."""

from vsm_platform.web.room import Room

room = Room("discussion", __name__)
