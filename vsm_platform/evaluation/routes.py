"""Pages of evaluation."""

from vsm_platform.web.room import Room

room = Room("evaluation", __name__)
