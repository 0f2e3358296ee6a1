"""Looking for words in what was said."""

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.discussion.queries.access import standing_in
from vsm_platform.discussion.queries.lists import used_spaces, visible_places
from vsm_platform.discussion.queries.search import LONGEST, found_posts, wanted_words
from vsm_platform.discussion.routes.overview import page_number
from vsm_platform.discussion.routes.pages import DISCUSSION, course_page, room
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{DISCUSSION}/search", policy=SIGNED_IN)
def search(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Posts in the spaces that the overview shows to the viewer."""
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    names = visible_places(session, standing.access, signed_in_viewer())
    used = used_spaces(session, exchange_id, names)
    spaces = {view.space_id: (place, names[place]) for place, view in used.items() if view.space_id}
    typed = request.args.get("q", "")[:LONGEST]
    words = wanted_words(typed)
    found = found_posts(session, list(spaces), words, page=page_number())
    return course_page(
        session, "search", standing, typed=typed, words=words, found=found, by_id=spaces
    )
