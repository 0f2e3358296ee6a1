"""Who may read and write where: those who take part, and in a team's space that team and faculty.

Guests and clients read nothing here: they are asked in for one meeting or one team's work.
Administrators who are not enrolled read nothing either; what students say to each other is not
needed to look after an installation.
"""

from dataclasses import dataclass

from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.discussion.errors import OnlyFacultyOpen
from vsm_platform.discussion.models import SpaceKind
from vsm_platform.exchanges.api import Access, require_open


@dataclass(frozen=True, slots=True)
class Place:
    """Which space of an exchange is meant, whether somebody has used it or not."""

    kind: SpaceKind
    ref_id: int = 0

    @property
    def is_whole(self) -> bool:
        """One of the two spaces that each exchange has once."""
        return self.kind in {SpaceKind.COURSE, SpaceKind.SOCIAL}


def takes_part(access: Access) -> bool:
    """Whether discussions of this exchange are for the viewer at all."""
    return access.may_see_students


def require_part(access: Access) -> Access:
    """The access, if discussions are for the viewer.

    Raises:
        NotFound: the viewer is a guest or a client.
        NotAllowed: the viewer looks after the exchange, and takes no part.
    """
    if access.is_visitor:
        raise NotFound
    if not takes_part(access):
        raise NotAllowed
    return access


def require_opener(access: Access, *, students_open: bool) -> Access:
    """The access, if the viewer may begin a topic in a space now.

    Raises:
        ExchangeClosed: nothing can be written any more.
        OnlyFacultyOpen: students only answer there.
    """
    require_open(access)
    if not (students_open or access.teaches):
        raise OnlyFacultyOpen
    return access


def require_facilitator(access: Access) -> Access:
    """The access, if the viewer may moderate: everybody who teaches in the exchange.

    Raises:
        NotAllowed: the viewer takes part as a student.
        ExchangeClosed: nothing can be changed any more.
    """
    if not access.teaches:
        raise NotAllowed
    return require_open(access)


def require_coordinator(access: Access) -> Access:
    """The access, if the viewer may say how the whole exchange talks: who coordinates it.

    Raises:
        NotAllowed: the viewer does not.
        ExchangeClosed: nothing can be changed any more.
    """
    if not (access.teaches and access.may_edit):
        raise NotAllowed
    return require_open(access)


def may_edit_post(
    access: Access, person_id: int, author_id: int | None, *, by_faculty: bool
) -> bool:
    """One's own posts; what faculty wrote as a prompt is all faculty's."""
    is_own = author_id == person_id
    return access.may_write and (is_own or (by_faculty and access.teaches))
