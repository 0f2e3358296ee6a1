"""A browser's cookies, as far as a launch needs them.

Follows RFC 6265bis (`Secure`, `SameSite`, the `__Host-` and `__Secure-` prefixes) and CHIPS
(`Partitioned`). Ordinary HTTP clients drop secure cookies on http://localhost; browsers hold the
loopback addresses trustworthy, and so does this jar. As in browsers, ports do not separate.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

CookiePolicy = Literal["all", "partitioned", "none"]
TRUSTWORTHY_HOSTS = {"localhost", "127.0.0.1", "::1"}


@dataclass
class Cookie:
    name: str
    value: str
    path: str
    secure: bool
    same_site: str
    partitioned: bool
    expires: datetime | None = None

    def is_expired(self) -> bool:
        return self.expires is not None and self.expires <= datetime.now(UTC)

    def matches(self, path: str) -> bool:
        if path == self.path:
            return True
        return path.startswith(self.path if self.path.endswith("/") else f"{self.path}/")


@dataclass
class CookieJar:
    """Cookies by host.

    The policy is what a browser keeps of a tool in a cross-site frame: `all` (or the tool in a
    tab of its own), `partitioned` (third-party cookies blocked: only secure, partitioned ones
    with SameSite=None), or `none` (all cookies blocked).
    """

    policy: CookiePolicy = "all"
    by_host: dict[str, dict[tuple[str, str], Cookie]] = field(default_factory=dict)

    def header(self, url: str) -> str:
        """Return the `Cookie` header for a request, or nothing."""
        host, path, trustworthy = _place(url)
        found = [
            cookie
            for cookie in self.by_host.get(host, {}).values()
            if not cookie.is_expired()
            and cookie.matches(path)
            and (trustworthy or not cookie.secure)
        ]
        longest_first = sorted(found, key=lambda cookie: -len(cookie.path))
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in longest_first)

    def store(self, url: str, set_cookie: list[str]) -> None:
        """Take in an answer's `Set-Cookie` headers."""
        host, path, trustworthy = _place(url)
        for text in set_cookie:
            cookie = _parse(text, path)
            if cookie and self._keeps(cookie, text, trustworthy=trustworthy):
                self.by_host.setdefault(host, {})[(cookie.name, cookie.path)] = cookie

    def names(self, url: str) -> list[str]:
        """Names of the unexpired cookies kept for the host of an address."""
        host, _, _ = _place(url)
        return [
            cookie.name for cookie in self.by_host.get(host, {}).values() if not cookie.is_expired()
        ]

    def _keeps(self, cookie: Cookie, text: str, *, trustworthy: bool) -> bool:
        if cookie.secure and not trustworthy:
            return False
        if _must_be_secure(cookie) and not cookie.secure:
            return False
        if cookie.name.startswith("__Host-") and not _is_host_only(cookie, text):
            return False
        if self.policy == "partitioned":
            return cookie.partitioned and cookie.same_site == "none"
        return self.policy == "all"


def _must_be_secure(cookie: Cookie) -> bool:
    by_name = cookie.name.startswith("__Secure-")
    return by_name or cookie.partitioned or cookie.same_site == "none"


def _is_host_only(cookie: Cookie, text: str) -> bool:
    return cookie.secure and cookie.path == "/" and "domain=" not in text.lower()


def _place(url: str) -> tuple[str, str, bool]:
    """Return an address's host, its path, and whether a browser holds it trustworthy."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    trustworthy = (
        parts.scheme == "https" or host in TRUSTWORTHY_HOSTS or host.endswith(".localhost")
    )
    return host, parts.path or "/", trustworthy


def _parse(text: str, request_path: str) -> Cookie | None:
    pair, *rest = text.split(";")
    name, equals, value = pair.strip().partition("=")
    if not equals or not name:
        return None
    attributes = {
        key.strip().lower(): content.strip() for key, _, content in (p.partition("=") for p in rest)
    }
    path = attributes.get("path", "")
    return Cookie(
        name=name,
        value=value,
        path=path if path.startswith("/") else _default_path(request_path),
        secure="secure" in attributes,
        same_site=attributes.get("samesite", "lax").lower(),
        partitioned="partitioned" in attributes,
        expires=_expiry(attributes),
    )


def _default_path(request_path: str) -> str:
    return request_path.rpartition("/")[0] or "/"


def _expiry(attributes: dict[str, str]) -> datetime | None:
    if "max-age" in attributes:
        return datetime.now(UTC) + timedelta(seconds=int(attributes["max-age"]))
    if "expires" in attributes:
        return parsedate_to_datetime(attributes["expires"])
    return None
