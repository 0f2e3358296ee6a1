"""Pages of files."""

from vsm_platform.web.room import Room

room = Room("files", __name__)
