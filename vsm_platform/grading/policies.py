"""Who may mark, and who may say where marks go.

Those who teach in an exchange have equal rights whichever partner they come from, so each may mark
every student. A gradebook is its university's own: only its own faculty choose a column there.
"""

from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.exchanges.api import Access, Role

TEACHING = frozenset({Role.FACILITATOR, Role.COORDINATOR})


def teaches(access: Access) -> bool:
    return access.role in TEACHING


def require_overseer(access: Access) -> Access:
    """The access, if the viewer may see how the exchange's grades stand.

    Raises:
        NotAllowed: a student.
    """
    if not teaches(access) and not access.is_administrator:
        raise NotAllowed
    return access


def require_marker(access: Access) -> Access:
    """The access, if the viewer may see and give marks. Administrators teach nobody.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
    """
    if not teaches(access):
        raise NotAllowed
    return access


def require_planner(access: Access) -> Access:
    """The access, if the viewer may say what is marked: coordinators, and administrators.

    Raises:
        NotAllowed: the viewer does not coordinate the exchange.
    """
    if not access.may_edit:
        raise NotAllowed
    return access


def require_column_keeper(access: Access, partnership_id: int) -> Access:
    """The access, if the viewer teaches at the partner whose gradebook it is.

    Raises:
        NotFound: the gradebook is another university's, which is told apart from none nowhere.
        NotAllowed: a student.
    """
    require_marker(access)
    if access.partnership_id != partnership_id:
        raise NotFound
    return access


def may_see_delivery_of(access: Access, own_institution_id: int | None) -> int | None:
    """Whose deliveries the viewer is shown: of one institution, or of all (None).

    Raises:
        NotAllowed: a student.
    """
    require_overseer(access)
    return None if access.may_edit else own_institution_id or 0
