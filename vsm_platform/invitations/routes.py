"""Pages of invitations."""

from vsm_platform.web.room import Room

room = Room("invitations", __name__)
