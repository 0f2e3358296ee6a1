"""Who may come into a live session, lead it, and act in a room.

Those who teach in the exchange lead its sessions, whichever partner they come from, and go into
every room. Students come into the sessions of the course and of their own team, and act in the one
room that is theirs. A guest comes in where a meeting's invitation or a facilitator has brought
them, a client into the room of the team that works for it. Administrators who are not enrolled see
none of it: what students say to each other is not needed to look after an installation.
"""

from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import Access, Role, require_open
from vsm_platform.live.errors import SessionEnded
from vsm_platform.live.models import State


def takes_part(access: Access) -> bool:
    """Whether the list of sessions is for the viewer."""
    return access.may_see_students


def require_part(access: Access) -> Access:
    """The access, if the viewer has a part in the exchange.

    Raises:
        NotAllowed: the viewer only looks after it.
    """
    if access.role is None:
        raise NotAllowed
    return access


def require_leader(access: Access) -> Access:
    """The access, if the viewer may make and lead live sessions now.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
        ExchangeClosed: it is over, or the viewer's institution has left.
    """
    if not access.teaches:
        raise NotAllowed
    return require_open(access)


def may_know(
    access: Access, *, is_placed: bool, is_for_own_team: bool, is_of_team: bool, is_invited: bool
) -> bool:
    """Whether a session is for the viewer.

    Args:
        access: the exchange with the viewer's part in it.
        is_placed: whether a facilitator has put the viewer into it.
        is_for_own_team: whether a team that the viewer is in, or is the client of, has a room in it.
        is_of_team: whether it is one team's alone.
        is_invited: whether the viewer is a guest of its meeting.
    """
    if access.teaches:
        return True
    if access.role == Role.STUDENT:
        return is_placed or is_for_own_team or not is_of_team
    if access.role == Role.CLIENT:
        return is_placed or is_for_own_team
    return is_placed or is_invited


def require_not_ended(state: State) -> None:
    """Go on only while something can be added.

    Raises:
        SessionEnded: its time is over.
    """
    if state == State.ENDED:
        raise SessionEnded
