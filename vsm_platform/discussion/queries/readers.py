"""People who read without a browser: by letters and by feeds. They see what they would on a page."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from vsm_platform.accounts.api import viewer_without_a_visit
from vsm_platform.core.errors import AppError
from vsm_platform.core.permissions import Viewer
from vsm_platform.discussion.policies import Place, takes_part
from vsm_platform.discussion.queries.lists import used_spaces, visible_places
from vsm_platform.exchanges.api import Access, access_exchange


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may read in an exchange at this moment."""

    viewer: Viewer
    access: Access
    spaces: dict[int, tuple[Place, str]]
    """The spaces that are used, by id, with the names of their modules and teams."""


def reach_of(session: Session, person_id: int, exchange_id: int) -> Reach | None:
    """What somebody may read; None for who takes no part, or whose institution is suspended."""
    viewer = viewer_without_a_visit(session, person_id)
    if viewer is None:
        return None
    try:
        access = access_exchange(session, viewer, exchange_id)
    except AppError:
        return None
    if not takes_part(access):
        return None
    names = visible_places(session, access, viewer)
    used = used_spaces(session, exchange_id, names)
    spaces = {view.space_id: (place, names[place]) for place, view in used.items() if view.space_id}
    return Reach(viewer, access, spaces)
