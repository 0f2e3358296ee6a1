"""Security headers of every answer.

Pages live inside the LMSs' frames, so ``frame-ancestors`` names the LMSs that are registered
(the viewer's own where the viewer is known) and nobody else. No script stands in
a page itself, and no style but where one file must be all of it (``allow_style``).
"""

from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256

from flask import Flask, Response, current_app, g, request

FrameAncestors = Callable[[], Iterable[str]]
"""Gives the origins that may frame the page which is being answered."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{own_style}; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; {frames}form-action {form_action}; base-uri 'none'; "
    "frame-ancestors 'self' {ancestors}"
)


def init_headers(app: Flask, frame_ancestors: FrameAncestors) -> None:
    """Send the headers with every answer of the application."""
    app.extensions["vsm_frame_ancestors"] = frame_ancestors
    app.after_request(_add_headers)


def send_forms_only_to(origin: str) -> None:
    """Let the forms of the page that is being answered go to this origin and to nowhere else.

    ``origin`` is written into a header as it is: scheme, host and port, made of safe characters.
    """
    g.form_action = origin


def allow_frames_from(origins: Iterable[str]) -> None:
    """Let the page that is being answered show frames of these origins, such as a video's.

    They are written into a header as they are: scheme and host, made of safe characters.
    """
    g.frame_origins = frozenset(origins) | g.get("frame_origins", frozenset())


def allow_style(text: str) -> None:
    """Let the page that is being answered hold this style, where one file must be all of it."""
    digest = b64encode(sha256(text.encode()).digest()).decode()
    g.own_style = f" 'sha256-{digest}'"


@lru_cache(maxsize=256)
def _policy(
    ancestors: frozenset[str], frames: frozenset[str], form_action: str, own_style: str
) -> str:
    return _POLICY.format(
        own_style=own_style,
        frames=f"frame-src {' '.join(sorted(frames))}; " if frames else "",
        form_action=form_action,
        ancestors=" ".join(sorted(ancestors)),
    ).rstrip()


_OF_CHANGING_FILES = ("ETag", "Last-Modified", "Expires", "Accept-Ranges", "Content-Disposition")
"""What a file whose address names its content needs not: a sixth of what a small one weighs."""


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    if request.endpoint == "static":
        if "v" in request.args:
            response.cache_control.immutable = True
            for name in _OF_CHANGING_FILES:
                headers.pop(name, None)
        return response
    headers.setdefault("Cache-Control", "private, no-cache")
    headers.setdefault("Permissions-Policy", "geolocation=(), payment=(), usb=()")
    if response.mimetype == "text/html":
        headers["Content-Security-Policy"] = _policy(
            frozenset(current_app.extensions["vsm_frame_ancestors"]()),
            g.get("frame_origins", frozenset()),
            g.get("form_action", "'self'"),
            g.get("own_style", ""),
        )
    if request.is_secure and not current_app.debug:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
