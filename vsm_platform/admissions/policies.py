"""Who may see applications: an application is the home university's business alone.

Those who teach at that partner decide, coordinators among them, and administrators help out.
Partners have equal rights in the course, and none in each other's admissions.
"""

from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.exchanges.api import Access


def require_chooser(access: Access) -> Access:
    """The access, if the viewer chooses among applicants of some partner.

    Raises:
        NotAllowed: a student.
    """
    if not access.teaches and not access.is_administrator:
        raise NotAllowed
    return access


def require_desk_keeper(access: Access, partnership_id: int) -> Access:
    """The access, if this partner's applications are the viewer's to see and to decide.

    Raises:
        NotAllowed: a student.
        NotFound: they are another university's, which is told apart from none nowhere.
    """
    require_chooser(access)
    if not access.keeps_rosters_of(partnership_id):
        raise NotFound
    return access
