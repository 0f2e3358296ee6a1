"""What spaces are called, and the addresses of what is in them."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from vsm_platform.discussion.models import SpaceKind
from vsm_platform.discussion.policies import Place


def space_title(place: Place, name: str = "") -> LazyString | str:
    """What a space is called; ``name`` is that of its module or team, as people wrote it."""
    if place.kind == SpaceKind.COURSE:
        return _l("The whole course")
    if place.kind == SpaceKind.SOCIAL:
        return _l("Social corner")
    return name or (_l("Team") if place.kind == SpaceKind.TEAM else _l("Module"))


def discussion_path(exchange_id: int) -> str:
    """The list of all spaces and topics."""
    return f"/exchanges/{exchange_id}/discussion"


def space_path(exchange_id: int, place: Place) -> str:
    """A space's page."""
    return f"{discussion_path(exchange_id)}/{place.kind}/{place.ref_id}"


def topic_path(exchange_id: int, topic_id: int) -> str:
    """A topic's first page."""
    return f"{discussion_path(exchange_id)}/topics/{topic_id}"


def post_path(exchange_id: int, topic_id: int, number: int) -> str:
    """The page of one post alone."""
    return f"{topic_path(exchange_id, topic_id)}/posts/{number}"


def reply_place(topic_id: int, parent: int) -> str:
    """Where a draft of an answer is kept."""
    return f"reply:{topic_id}:{parent}"


def live_place(exchange_id: int, topic_id: int) -> str:
    """Where live connections hear of a topic (``web.live``)."""
    return f"topic:{exchange_id}:{topic_id}"
