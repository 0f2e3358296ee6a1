"""Pages of files, their contents, and the uploads that go on after a lost line."""

from vsm_platform.content.files.routes import changing, contents, folders, uploads
from vsm_platform.content.files.routes.pages import room

SENT_BY_PROGRAMS = (uploads.begin_upload, uploads.go_on_with_upload, changing.add_files)
"""Views that check for themselves that it is one of our pages, or a program, that asks.

The first two are no forms: no other site's page can send their headers. The third takes large
forms, whose token is looked at only after it is known who sends them.
"""

__all__ = ["SENT_BY_PROGRAMS", "changing", "contents", "folders", "room", "uploads"]
