"""Who may form teams, and who may see one.

Those who teach in an exchange have equal rights whichever partner they come from, so each forms
teams of all its students. Administrators teach nobody: they see that there are teams, no names.
A student sees the published teams by name and members, and the page of the own one; a client sees
the page of the team that works for it, and nothing else of the exchange.
"""

from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import Access, Role, require_open


def may_form_teams(access: Access) -> bool:
    """Whether forming teams is the viewer's business; ``require_former`` asks whether now."""
    return access.teaches


def require_former(access: Access) -> Access:
    """The access, if the viewer may form teams.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
        ExchangeClosed: it is over, or the viewer's institution has left.
    """
    if not may_form_teams(access):
        raise NotAllowed
    return require_open(access)


def may_speak_for_team(access: Access, *, is_published: bool, is_member: bool) -> bool:
    """Whether the viewer is in the team: introduces themself, tells what is not working."""
    return access.role == Role.STUDENT and is_published and is_member


def may_see_set(access: Access, *, is_published: bool) -> bool:
    """Whether a set of teams is for this viewer: students see what is published."""
    if access.is_visitor:
        return False
    return is_published or access.teaches or access.is_administrator


def may_open_team(access: Access, *, is_published: bool, is_member: bool, is_client: bool) -> bool:
    """Whether a team's own page is for this viewer.

    Args:
        access: the exchange with the viewer's part in it.
        is_published: whether faculty have confirmed the team's set.
        is_member: whether the viewer is in the team.
        is_client: whether the viewer is the client for whom the team works.
    """
    if access.teaches:
        return True
    if access.role == Role.STUDENT:
        return is_published and is_member
    return access.role == Role.CLIENT and is_published and is_client
