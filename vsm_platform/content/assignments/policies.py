"""Who may set assignments, work on them, read others' work, and mark it.

Those who teach in an exchange have equal rights whichever partner they come from. Administrators
may look after the texts and dates of assignments; they see nobody's work, and mark nobody.
"""

from vsm_platform.content.assignments.models import Readers
from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import Access, Role


def may_set(access: Access) -> bool:
    """Whether the viewer may write assignments."""
    return access.teaches or access.is_administrator


def require_setter(access: Access) -> Access:
    """The access, if the viewer may write assignments.

    Raises:
        NotAllowed: a student.
    """
    if not may_set(access):
        raise NotAllowed
    return access


def require_marker(access: Access) -> Access:
    """The access, if the viewer may read all work and mark it.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
    """
    if not access.teaches:
        raise NotAllowed
    return access


def may_read_others(access: Access, readers: Readers, *, has_handed_in: bool) -> bool:
    """Whether the viewer may read what others have handed in."""
    if access.teaches:
        return True
    return access.role == Role.STUDENT and readers == Readers.EVERYBODY and has_handed_in
