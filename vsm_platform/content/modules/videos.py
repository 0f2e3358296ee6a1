"""Which addresses are videos that a page can show, and where their frames come from.

A video is shown only from providers on this list, in the form that they keep apart from their
visitors' other traces (YouTube's ``nocookie``, Vimeo's ``dnt``), or from a PeerTube server that the
operator named. The frame is loaded when somebody asks for it, and not before.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

_YOUTUBE = {"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com"}
_YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v)/([\w-]{11})/?", re.ASCII)
_VIMEO_PATH = re.compile(r"/(?:video/)?(\d{1,12})(?:/([0-9a-f]{4,32}))?/?", re.ASCII)
_PEERTUBE_PATH = re.compile(r"/(?:w|videos/watch|videos/embed)/([\w-]{10,40})/?", re.ASCII)
_SECONDS = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,5})s?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Video:
    """A video that can be shown."""

    provider: str
    """As people call it; the host of a PeerTube server."""
    embed_url: str
    """The frame's address."""
    url: str
    """Where it can be watched on the provider's own page."""

    @property
    def origin(self) -> str:
        """What a page's policy must allow for the frame."""
        return "https://" + urlsplit(self.embed_url).netloc


def video_at(address: str, peertube_hosts: Collection[str] = ()) -> Video | None:
    """The video at an address, or None where it is none that we show."""
    try:
        parts = urlsplit(address.strip())
        has_port = parts.port is not None
    except ValueError:
        return None
    if parts.scheme != "https" or has_port or parts.username is not None:
        return None
    host = (parts.hostname or "").lower()
    if host in _YOUTUBE or host == "youtu.be":
        return _youtube(parts, host)
    if host in {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}:
        return _vimeo(parts)
    if host in peertube_hosts:
        return _peertube(parts, host)
    return None


def _youtube(parts: SplitResult, host: str) -> Video | None:
    asked = parse_qs(parts.query)
    found = _YOUTUBE_PATH.fullmatch(parts.path)
    if host == "youtu.be":
        name = parts.path.strip("/")
    elif found:
        name = found[1]
    else:
        name = asked.get("v", [""])[0] if parts.path == "/watch" else ""
    if not _YOUTUBE_ID.fullmatch(name):
        return None
    start = _seconds((asked.get("t") or asked.get("start") or [""])[0])
    more = f"?start={start}" if start else ""
    watch = urlencode({"v": name} | ({"t": str(start)} if start else {}))
    return Video(
        "YouTube",
        f"https://www.youtube-nocookie.com/embed/{name}{more}",
        f"https://www.youtube.com/watch?{watch}",
    )


def _seconds(text: str) -> int:
    """Seconds of ``90``, ``90s`` or ``1m30s``."""
    found = _SECONDS.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


def _vimeo(parts: SplitResult) -> Video | None:
    found = _VIMEO_PATH.fullmatch(parts.path)
    if not found:
        return None
    number, key = found[1], found[2]
    asked = {"dnt": "1"} | ({"h": key} if key else {})
    return Video(
        "Vimeo",
        f"https://player.vimeo.com/video/{number}?{urlencode(asked)}",
        f"https://vimeo.com/{number}" + (f"/{key}" if key else ""),
    )


def _peertube(parts: SplitResult, host: str) -> Video | None:
    found = _PEERTUBE_PATH.fullmatch(parts.path)
    if not found:
        return None
    name = found[1]
    return Video(host, f"https://{host}/videos/embed/{name}", f"https://{host}/w/{name}")
