"""The library of prompts, from which faculty begin a topic."""

from itertools import groupby

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.discussion.policies import require_facilitator
from vsm_platform.discussion.prompts import LANGUAGES, language_of_library, prompts
from vsm_platform.discussion.queries.access import access_space
from vsm_platform.discussion.routes.pages import SPACE, course_page, room
from vsm_platform.discussion.spaces import space_path
from vsm_platform.web.languages import current_language, language_name
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{SPACE}/prompts", policy=SIGNED_IN)
def opening_prompts(
    session: Session, exchange_id: int, space_kind: str, space_ref: int
) -> ResponseReturnValue:
    """Prompts by what they are for, in the reader's language or another."""
    standing, view = access_space(session, signed_in_viewer(), exchange_id, space_kind, space_ref)
    require_facilitator(standing.access)
    language = language_of_library(request.args.get("in", ""), current_language())
    groups = groupby(prompts(language), key=lambda one: one.group)
    return course_page(
        session,
        "prompts",
        standing,
        view=view,
        base=space_path(exchange_id, view.place),
        groups=[(title, list(found)) for title, found in groups],
        language=language,
        shelves={one: language_name(one) for one in LANGUAGES},
    )
