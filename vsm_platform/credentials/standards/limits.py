"""How much a document may hold before anything expensive is done with it.

Expanding linked data compares every value of a node's property with every other, so a long list,
or many small ones of the same node, costs its square: that is what is bounded here.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.errors import CannotRead

DEEPEST: Final = 40
MOST_VALUES: Final = 40_000
"""Keys and values: a passport of a hundred credentials has 29,000."""
LONGEST_LIST: Final = 500
MOST_OF_ONE_NODE: Final = 1_500
"""Different values of everything that bears one id."""


def check_limits(document: Json) -> None:
    """Depth, numbers, and no half characters, which no hash can be taken of.

    Raises:
        CannotRead: it is too deep, too large or damaged.
    """
    level: list[Any] = [document]
    count, of_nodes = 0, defaultdict[str, set[object]](set)
    for _depth in range(DEEPEST):
        inner = [found for value in level for found in _inner(value, of_nodes)]
        count += len(inner)
        if not inner:
            return
        if count > MOST_VALUES or any(len(said) > MOST_OF_ONE_NODE for said in of_nodes.values()):
            raise CannotRead("too_complex")
        level = inner
    raise CannotRead("too_deep")


def _inner(value: Any, of_nodes: dict[str, set[object]]) -> list[Any]:
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            of_nodes[value["id"]].update(_said(value))
        return [*value, *value.values()]
    if isinstance(value, list):
        if len(value) > LONGEST_LIST:
            raise CannotRead("too_complex")
        return value
    if isinstance(value, str) and not _is_whole(value):
        raise CannotRead("json_wrong")
    return []


def _said(node: Json) -> Iterator[object]:
    """Each value of the node, so that the same one said again counts once."""
    for key, found in node.items():
        for value in found if isinstance(found, list) else [found]:
            known = value.get("id") if isinstance(value, dict) else value
            yield (key, known if isinstance(known, str | int | float) else id(value))


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
