"""LTI platform storage: a frame in which a tool keeps its state and nonce without cookies.

Follows LTI Client Side postMessages 1.0 and LTI postMessage Storage 1.0. The work is done in the
browser by `static/storage.js`: in the hidden frame that this page is, where the platform names
one as its storage target, or in the page around the tool, where the target is `_parent`.
"""

from urllib.parse import urlsplit

from flask import Blueprint, render_template

from vsm_platform.practice.context import practice
from vsm_platform.practice.model import Platform
from vsm_platform.practice.routing import PLATFORM

blueprint = Blueprint("storage", __name__)
PARENT = "_parent"


@blueprint.get(f"{PLATFORM}/storage-frame")
def storage_frame(platform_key: str) -> str:
    """The hidden frame: a page with nothing but the script."""
    platform = practice().world.platform(platform_key)
    return render_template(
        "practice/storage_frame.html", platform=platform, origins=origins(platform)
    )


def origins(platform: Platform) -> list[str]:
    """The origins of the platform's tools: nobody else is answered."""
    addresses = [
        address
        for registration in platform.registrations.values()
        for address in (registration.target_link_uri, *registration.redirect_uris)
    ]
    parts = [urlsplit(address) for address in addresses]
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts if part.netloc})
