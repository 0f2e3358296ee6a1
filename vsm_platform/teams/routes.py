"""Pages of teams."""

from vsm_platform.web.room import Room

room = Room("teams", __name__)
