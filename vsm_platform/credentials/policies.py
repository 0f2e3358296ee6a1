"""Who sees credentials, who makes and issues them, and who is the second person.

Whoever teaches sees who has what; those who coordinate, for whichever partner, and administrators
make, issue, correct and revoke. A student sees the own ones alone.
"""

from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.exchanges.api import Access, Role, require_not_archived


def sees_all(access: Access) -> bool:
    """Whether the viewer sees everybody's credentials of the exchange."""
    return access.teaches or access.is_administrator


def has_page(access: Access) -> bool:
    """Whether the exchange has a page of credentials for the viewer."""
    return sees_all(access) or access.role == Role.STUDENT


def require_reader(access: Access) -> Access:
    """The access, if the viewer sees everybody's credentials.

    Raises:
        NotAllowed: the viewer neither teaches nor looks after the exchange.
    """
    if not sees_all(access):
        raise NotAllowed
    return access


def require_manager(access: Access) -> Access:
    """The access, if the viewer may make and issue now.

    Raises:
        NotAllowed: the viewer does not coordinate.
        ExchangeClosed: the exchange is archived, or the viewer's university has left it.
    """
    if not access.may_edit:
        raise NotAllowed
    return require_not_archived(access)


def require_keeper(access: Access) -> Access:
    """The access, if the viewer may correct and revoke what was issued.

    Administrators may for as long as there are credentials: a mistake can be found years later.

    Raises:
        NotAllowed: the viewer does not coordinate.
        ExchangeClosed: the exchange is archived, and the viewer is no administrator.
    """
    return access if access.is_administrator else require_manager(access)


def require_page(access: Access) -> Access:
    """The access, if there is anything here for the viewer.

    Raises:
        NotFound: there is not.
    """
    if not has_page(access):
        raise NotFound
    return access
