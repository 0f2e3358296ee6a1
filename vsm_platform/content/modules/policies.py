"""Who may see and change what is taught: decided by the part that somebody has in the exchange."""

from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.exchanges.api import Access, Role, require_open


def sees_all(access: Access) -> bool:
    """Drafts and what has not opened yet are for those who teach or look after the exchange."""
    return access.teaches or access.is_administrator


def may_write(access: Access) -> bool:
    """Everybody who teaches, at whichever partner, writes what is taught there."""
    return sees_all(access) and access.may_write


def require_writer(access: Access) -> Access:
    """The access, if the viewer may change what is taught.

    Raises:
        NotAllowed: the viewer takes part as a student.
        ExchangeClosed: it is over, or the viewer's institution has left.
    """
    if not sees_all(access):
        raise NotAllowed
    return require_open(access)


def require_learner(access: Access) -> int:
    """The viewer's enrolment, if the viewer takes part as a student.

    Raises:
        NotFound: for all others there is nothing to be done.
        ExchangeClosed: it is over, or the viewer's institution has left.
    """
    if access.role != Role.STUDENT or access.enrolment_id is None:
        raise NotFound
    require_open(access)
    return access.enrolment_id
