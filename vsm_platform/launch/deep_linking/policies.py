"""Who may place content, and to whom the answer may go."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from lti.roles import Roles
from vsm_platform.institutions.api import Registration

_ORIGIN = re.compile(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def may_choose(roles: Roles) -> bool:
    """Whether somebody with these roles puts content into this course (LTI 1.3 core, A.2.2)."""
    return (
        roles.is_instructor
        or roles.is_teaching_assistant
        or roles.is_content_developer
        or roles.is_administrator
    )


def return_origin(address: str, registration: Registration) -> str | None:
    """The origin of a return address, if it is one of the LMS's own; else None.

    The address came in a message that the LMS signed, so this is the second lock: should an LMS
    be made to sign a stranger's address, our page still posts nothing there. What counts as the
    LMS's own: its issuer, its authorization endpoint, and the origins that may show us in a
    frame, for the page that opened the chooser is the page that takes the answer.
    """
    own = (registration.issuer, registration.authorization_endpoint)
    origin = _origin(address)
    known = [_origin(each) for each in own]
    if origin and (origin in known or _covers(registration.frame_origins, origin)):
        return origin
    return None


def shown_origin(address: str) -> str:
    """The origin of an address to name it on a page, without whatever else stands in it."""
    return _origin(address) or urlsplit(address).hostname or ""


def _origin(address: str) -> str | None:
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    found = _ORIGIN.fullmatch(origin)
    if found is None:
        return None
    scheme, host, port = found.groups()
    return f"{scheme}://{host}" + (port if port and port != _DEFAULT_PORTS[scheme] else "")


def _covers(sources: Iterable[str], origin: str) -> bool:
    """Whether one of the sources, which may begin with a star, matches (CSP 3, 6.7.2.8)."""
    for source in sources:
        scheme, star, below = source.partition("://*.")
        if not star:
            if _origin(source) == origin:
                return True
        elif origin.startswith(f"{scheme}://") and origin.endswith(f".{below}"):
            return True
    return False
