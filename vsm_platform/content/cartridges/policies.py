"""Who may take a course in and out: those who write what is taught, and those who see all of it."""

from vsm_platform.content.modules.api import may_write, sees_all
from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import Access


def require_importer(access: Access) -> Access:
    """The access, if the viewer may change what is taught.

    Raises:
        NotAllowed: the viewer takes part as a student, or the exchange is only kept.
    """
    if not may_write(access):
        raise NotAllowed
    return access


def require_exporter(access: Access) -> Access:
    """The access, if the viewer sees everything that is taught.

    Raises:
        NotAllowed: the viewer takes part as a student.
    """
    if not sees_all(access):
        raise NotAllowed
    return access
