"""Pages of meetings."""

from vsm_platform.web.room import Room

room = Room("meetings", __name__)
