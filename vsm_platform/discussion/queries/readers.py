"""People who read without a browser: by letters and by feeds. They see what they would on a page."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.errors import AppError
from vsm_platform.core.permissions import Viewer
from vsm_platform.discussion.policies import Place, takes_part
from vsm_platform.discussion.queries.lists import used_spaces, visible_places
from vsm_platform.exchanges.api import Access, access_exchange
from vsm_platform.institutions.api import Institution, State


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may read in an exchange at this moment."""

    viewer: Viewer
    access: Access
    spaces: dict[int, tuple[Place, str]]
    """The spaces that are used, by id, with the names of their modules and teams."""


def reach_of(session: Session, person_id: int, exchange_id: int) -> Reach | None:
    """What somebody may read; None for who takes no part, or whose institution is suspended."""
    viewer = _viewer(session, person_id)
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


def _viewer(session: Session, person_id: int) -> Viewer | None:
    zone = func.coalesce(func.nullif(Person.timezone, ""), Institution.timezone, "UTC")
    query = (
        select(Person.display_name, Person.locale, Person.institution_id, Institution.state, zone)
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .where(Person.id == person_id)
    )
    row = session.execute(query).one_or_none()
    if row is None or row.state not in {None, State.ACTIVE}:
        return None
    return Viewer(
        sign_in_id=0,
        person_id=person_id,
        display_name=row.display_name,
        institution_id=row.institution_id,
        institution_name="",
        registration_id=None,
        timezone=row[-1],
        locale=row.locale,
        launch_locale="",
        # Administrators read no discussions, so it is of no use here.
        is_administrator=False,
        is_test_user=False,
        is_ready=True,
    )
