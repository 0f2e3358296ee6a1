"""Who may let teams be proposed: those who teach in the exchange, for all of its students alike.

Administrators teach nobody and see nothing of it; students see their own questions, and nothing of
wishes, answers of others or proposals.
"""

from flask import request

from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.exchanges.api import Access, Role, require_open
from vsm_platform.teams.api import may_form_teams


def require_former(access: Access, *, writes: bool = False) -> Access:
    """The access, if the viewer may look at wishes and proposals, and change them on a POST.

    Args:
        access: the exchange with the viewer's part in it.
        writes: whether the page is but a form, which is shut as what it sends is.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
        ExchangeClosed: it is over, and this would change something.
    """
    if not may_form_teams(access):
        raise NotAllowed
    return require_open(access) if writes or request.method == "POST" else access


def require_student(access: Access, *, writes: bool = False) -> Access:
    """The access, if the viewer is a student of the exchange, who alone is asked.

    Args:
        access: the exchange with the viewer's part in it.
        writes: whether the page is but a form, which is shut as what it sends is.

    Raises:
        NotFound: the viewer is not.
        ExchangeClosed: it is over, and this would change something.
    """
    if access.role != Role.STUDENT or access.enrolment_id is None:
        raise NotFound
    return require_open(access) if writes else access
