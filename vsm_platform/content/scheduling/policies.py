"""Who may look for times, plan meetings, and let a team vote.

Those who teach look for times and plan for the course, for every team, and start votes. A student
looks for times of the own team and starts a vote in it; meetings come of that by the team's own
decision. What others can and cannot is shown to nobody, only how many can.
"""

from vsm_platform.content.meetings.api import plans
from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.exchanges.api import Access, require_open

COUNTED = 5
"""In smaller groups not even the number of those who can is shown, only whether all can."""


def require_planner_of_times(access: Access) -> Access:
    """The access, if the viewer may plan meetings for whomever.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
        ExchangeClosed: the exchange is over.
    """
    if not plans(access):
        raise NotAllowed
    return require_open(access)


def may_start_poll(access: Access, *, is_member: bool) -> bool:
    """A team's members, and those who teach."""
    return access.may_write and (access.teaches or is_member)


def may_see_poll(access: Access, *, is_member: bool) -> bool:
    return access.teaches or is_member


def require_voter(access: Access, *, is_member: bool) -> int:
    """The enrolment of somebody who votes.

    Raises:
        NotFound: the viewer is not in the team.
        ExchangeClosed: the exchange is over.
    """
    if not is_member or access.enrolment_id is None:
        raise NotFound
    require_open(access)
    return access.enrolment_id


def may_end_poll(access: Access, *, started_by_viewer: bool, is_member: bool) -> bool:
    """Whoever started the vote, while in the team, and those who teach."""
    return access.may_write and (access.teaches or (started_by_viewer and is_member))
