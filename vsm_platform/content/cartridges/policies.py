"""Who may take a course in and out: those who write what is taught, and those who see all of it."""

from vsm_platform.content.modules.api import require_writer, sees_all
from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import Access


def require_importer(access: Access) -> Access:
    """The access, if the viewer may change what is taught.

    Raises:
        NotAllowed: the viewer takes part as a student.
        ExchangeClosed: it is over, or the viewer's institution has left.
    """
    return require_writer(access)


def require_exporter(access: Access) -> Access:
    """The access, if the viewer sees everything that is taught.

    Raises:
        NotAllowed: the viewer takes part as a student.
    """
    if not sees_all(access):
        raise NotAllowed
    return access
