"""Which web addresses an administrator may enter for an LMS.

An issuer is an ``https`` address without query and fragment (OpenID Connect Core 1.0, section 2)
and is compared letter by letter, so it is checked and never rewritten. Plain ``http`` is for a
practice LMS on the same machine, and never in production.
"""

import re
from urllib.parse import SplitResult, urlsplit

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PRINTABLE = re.compile(r"[!-~]+")
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?")


def problem_of_address(address: str, *, loopback: bool) -> LazyString | None:
    """Why the address cannot be used, or None.

    Args:
        address: as it was typed.
        loopback: whether plain http to this machine is allowed, as outside production.
    """
    parts = _split(address)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        return _l("Enter a whole web address, such as https://lms.example.edu.")
    if parts.username is not None or parts.password is not None:
        return _l("Leave out the user name and password.")
    if "#" in address:
        return _l("Leave out the part from “#” on.")
    if parts.scheme == "http" and not (loopback and _is_loopback(parts)):
        return _l("The address has to begin with https://.")
    return None


def problem_of_issuer(address: str, *, loopback: bool) -> LazyString | None:
    """As ``problem_of_address``; an issuer has no query either."""
    if "?" in address:
        return _l("Leave out the part from “?” on.")
    return problem_of_address(address, loopback=loopback)


def problem_of_frame_origin(origin: str, *, loopback: bool) -> LazyString | None:
    """Why the origin cannot stand in ``frame-ancestors`` (CSP 3, section 6.4.2), or None.

    ``https://*.example.edu`` stands for every host below; a star above a single word, which
    would open half the web, is refused.
    """
    parts = _split(origin)
    if parts is None or not _ORIGIN.fullmatch(origin):
        return _l("Enter only scheme, host and port, such as https://lms.example.edu.")
    if origin.count("*") and origin.count(".") < 2:
        return _l("Name at least two parts of the host after the star.")
    return problem_of_address(origin.replace("*.", "", 1), loopback=loopback)


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, in the form that browsers compare."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _split(address: str) -> SplitResult | None:
    if not _PRINTABLE.fullmatch(address) or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    return host in _LOOPBACK or host.endswith(".localhost")
