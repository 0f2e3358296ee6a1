"""Who may ask, who may answer, and who reads what was said.

Those who teach in an exchange have equal rights whichever partner they come from: they make
questionnaires, ask, and read results. Platform administrators do not. What each may read of an
answer, the survey's promise says (``models.Anonymity``), and nobody can change that promise after
the first answer.
"""

from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import TEACHERS, Access, Role
from vsm_platform.surveys.models import Audience

FEWEST_TOGETHER = 5
"""So many anonymous answers are put on the table together, or none."""


def may_ask(access: Access) -> bool:
    """Whether the viewer may make surveys and read their results."""
    return access.teaches


def require_asker(access: Access) -> Access:
    """The access, if the viewer may make surveys and read their results.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
    """
    if not may_ask(access):
        raise NotAllowed
    return access


def is_of_audience(role: Role | None, audience: Audience) -> bool:
    """Whether people of this role are asked."""
    asks_students = audience != Audience.TEACHERS and role == Role.STUDENT
    asks_teachers = audience != Audience.STUDENTS and role in TEACHERS
    return asks_students or asks_teachers
