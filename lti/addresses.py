"""When two web addresses are the same place (RFC 3986, 6.2.2 and 6.2.3)."""

from urllib.parse import SplitResult, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def same_address(one: str, other: str) -> bool:
    """Whether both name one resource.

    Scheme and host are compared without regard to case, a default port is left out, an empty
    path is ``/``, and the fragment, which no server is sent, does not count.
    """
    if one == other:
        return True
    try:
        return _normal_form(urlsplit(one)) == _normal_form(urlsplit(other))
    except ValueError:
        return False


def _normal_form(parts: SplitResult) -> tuple[str, str | None, int | None, str, str]:
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    return parts.scheme, parts.hostname, port, parts.path or "/", parts.query
