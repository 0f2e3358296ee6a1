"""Who may look after the people of an exchange: whoever teaches in it, for whichever partner."""

from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import Access, require_not_archived


def require_faculty(access: Access) -> Access:
    """The access, if the viewer teaches in the exchange or administers the platform.

    Raises:
        NotAllowed: the viewer does not.
    """
    if not (access.teaches or access.is_administrator):
        raise NotAllowed
    return access


def require_sender(access: Access) -> Access:
    """The access, if the viewer may write to the exchange's people: only who teaches there.

    Raises:
        NotAllowed: the viewer does not.
        ExchangeClosed: it is archived, or the viewer's institution has left.
    """
    if not access.teaches:
        raise NotAllowed
    return require_not_archived(access)


def require_set_up(access: Access) -> Access:
    """The access, if the viewer may change the exchange.

    Raises:
        NotAllowed: the viewer may not.
    """
    if not access.may_edit:
        raise NotAllowed
    return access
