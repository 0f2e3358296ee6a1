"""Pages of alliances."""

from vsm_platform.web.room import Room

room = Room("alliances", __name__)
