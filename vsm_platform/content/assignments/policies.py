"""Who may set assignments, work on them, read others' work, and mark it.

Those who teach in an exchange have equal rights whichever partner they come from. Administrators
may look after the texts and dates of assignments; they see nobody's work, and mark nobody. Marks
are given after the end too, until the exchange is archived.
"""

from vsm_platform.content.assignments.models import Readers
from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import Access, Role, require_not_archived, require_open


def may_set(access: Access) -> bool:
    """Whether the viewer may write assignments."""
    return access.teaches or access.is_administrator


def require_setter(access: Access) -> Access:
    """The access, if the viewer may write assignments.

    Raises:
        NotAllowed: a student.
        ExchangeClosed: it is over, or the viewer's institution has left.
    """
    if not may_set(access):
        raise NotAllowed
    return require_open(access)


def require_marker(access: Access) -> Access:
    """The access, if the viewer may mark work.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
        ExchangeClosed: it is archived, or the viewer's institution has left.
    """
    if not access.teaches:
        raise NotAllowed
    return require_not_archived(access)


def may_read_others(access: Access, readers: Readers, *, has_handed_in: bool) -> bool:
    """Whether the viewer may read what others have handed in."""
    if access.teaches:
        return True
    return access.role == Role.STUDENT and readers == Readers.EVERYBODY and has_handed_in
