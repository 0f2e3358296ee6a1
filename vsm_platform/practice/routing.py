"""Addresses that differ by flavour: one rule for each LMS, all to the same view.

A platform answers only at its own flavour's addresses; at another's there is nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from flask import Blueprint

from vsm_platform.practice.context import practice
from vsm_platform.practice.flavours import FLAVOURS, Flavour
from vsm_platform.practice.world import NotFoundError

PLATFORM = "/<platform_key>"
TENANT = "/<platform_key>/at/<tenant_key>"

Place = Literal[
    "authorization",
    "tokens",
    "key_set",
    "configuration",
    "registration",
    "memberships",
    "line_items",
    "line_item",
    "groups",
    "group_sets",
]
View = Callable[..., Any]


def add_flavoured_rules(
    blueprint: Blueprint,
    place: Place,
    view: View,
    *,
    methods: list[str],
    below: str = PLATFORM,
    suffix: str = "",
) -> None:
    """Let `view` answer at this place of every flavour that has it.

    `suffix` goes behind the flavour's path, for the parts of a line item.
    """
    for flavour in FLAVOURS.values():
        path = getattr(flavour.paths, place)
        if path:
            blueprint.add_url_rule(
                f"{below}{path}{suffix}",
                f"{view.__name__}_{flavour.code}",
                _only_for(flavour, view),
                methods=methods,
            )


def _only_for(flavour: Flavour, view: View) -> View:
    @wraps(view)
    def checked(platform_key: str, **values: str) -> Any:
        if practice().world.platform(platform_key).flavour != flavour.code:
            raise NotFoundError(f"{platform_key} is no {flavour.title}.")
        return view(platform_key, **values)

    return checked
