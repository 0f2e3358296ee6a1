"""Other rooms' things stand in modules too: each room says what its things are.

A room above this one calls ``offer_item_kind`` once, when it is imported, and then puts its things
into modules with ``api.do_add_item(session, module_id, kind, ref_id, title)``. A thing that its
room does not give for a viewer is not in the module for that viewer.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access


@dataclass(frozen=True, slots=True)
class Placed:
    """One thing of another room, as a module shows it to one viewer."""

    title: str
    path: str
    """Its page, below our own address."""
    note: LazyString | str = ""
    """A few words beside the title, such as when it is due."""
    is_done: bool = False
    """The viewer is done with it."""
    counts: bool = True
    """Whether the viewer can be done with it at all."""


Lookup = Callable[[Session, Access, Viewer, Collection[int]], Mapping[int, Placed]]
"""Gives those of these things that the viewer may see, by one statement for any number of them."""


@dataclass(frozen=True, slots=True)
class ItemKind:
    """What kind of thing a room can put into modules."""

    kind: str
    """One word, such as ``assignment``; kept in the database."""
    label: LazyString | str
    """What people call it."""
    icon: str
    """A sign of ``templates/modules/_icons.html``: ``page``, ``file``, ``task``, ``meeting``, …"""
    look_up: Lookup
    add_path: Callable[[int, int], str] | None = None
    """The page where faculty make one for a module, from the exchange's and the module's id."""


_kinds: dict[str, ItemKind] = {}


def offer_item_kind(kind: ItemKind) -> None:
    """Let a room's things stand in modules; called once, when the room is imported."""
    _kinds[kind.kind] = kind


def item_kinds() -> dict[str, ItemKind]:
    """All kinds that other rooms offer, by their words."""
    return _kinds
