"""Links to live meetings: only https, and named after the service that they lead to.

Universities run BigBlueButton and Jitsi under names of their own, so an unknown host is no mistake;
it is shown by its name, so that everybody sees where a click leads.
"""

import re
from urllib.parse import urlsplit

_HOSTS = {
    "Zoom": ("zoom.us", "zoom.com", "zoomgov.com", "zoom.com.cn"),
    "Microsoft Teams": ("teams.microsoft.com", "teams.live.com", "teams.cloud.microsoft"),
    "Jitsi": ("meet.jit.si", "8x8.vc"),
    "Google Meet": ("meet.google.com",),
    "Webex": ("webex.com",),
}
_OWN = {
    "BigBlueButton": re.compile(r"^(?:bbb|bigbluebutton|greenlight)\d*[.-]"),
    "Jitsi": re.compile(r"^(?:jitsi|meet\.jitsi)\d*[.-]"),
}
"""How institutions call servers of their own."""
_BIGBLUEBUTTON_PATHS = ("/bigbluebutton/", "/b/", "/rooms/")
_ALLOWED = re.compile(r"[!-~]+")
"""What an address can be made of (RFC 3986, 2): visible ASCII, so no look-alike letters."""


def is_safe_link(link: str) -> bool:
    """Whether a link is a whole https address, without a name or password in it."""
    if not _ALLOWED.fullmatch(link) or any(sign in link for sign in '"<>\\^`{|}'):
        return False
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    is_named = "." in host and not host.startswith(".") and port != 0
    return parts.scheme == "https" and is_named and "@" not in parts.netloc


def service_of(link: str) -> str:
    """What the service behind a link is called; its host where we do not know it."""
    parts = urlsplit(link)
    host = parts.hostname or ""
    for name, hosts in _HOSTS.items():
        if any(host == known or host.endswith(f".{known}") for known in hosts):
            return name
    for name, pattern in _OWN.items():
        if pattern.match(host):
            return name
    if parts.path.startswith(_BIGBLUEBUTTON_PATHS):
        return "BigBlueButton"
    return host
