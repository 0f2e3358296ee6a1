"""The groups of a course: Course Groups Service 1.0.

Groups and group sets are read here; who is in which group comes with the roster, where it is
asked for with ``groups`` (``lti.services.roster``). PyLTI1p3's ``CourseGroupsService`` trusts every
value and collects without an end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lti.errors import LtiError, ServiceError
from lti.reading import ClaimReader
from lti.services.connector import PlatformConnector

SCOPE: Final = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"
MEDIA_TYPE: Final = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"
TOTAL_LIMIT: Final = 5_000
"""Groups or sets of one course; more are not read, for they are kept in memory."""
NAME_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class Group:
    """A group; ``set_id`` is ``""`` where it belongs to no set."""

    id: str
    name: str
    set_id: str


@dataclass(frozen=True, slots=True)
class GroupSet:
    """A division of a course into groups."""

    id: str
    name: str


def read_groups(connector: PlatformConnector, context_groups_url: str) -> tuple[Group, ...]:
    """The groups of a course.

    Raises:
        ServiceError: the platform does not give them.
    """
    entries = _entries(connector, context_groups_url, "groups")
    return tuple(Group(*_named(entry), _text_id(entry, "set_id")) for entry in entries)


def read_group_sets(connector: PlatformConnector, group_sets_url: str) -> tuple[GroupSet, ...]:
    """The sets that the groups of a course belong to.

    Raises:
        ServiceError: the platform does not give them.
    """
    return tuple(GroupSet(*_named(entry)) for entry in _entries(connector, group_sets_url, "sets"))


def _entries(
    connector: PlatformConnector, address: str, member: str
) -> Iterator[Mapping[str, object]]:
    total = 0
    for answer in connector.pages(address, scopes=[SCOPE], accept=MEDIA_TYPE):
        document = answer.document
        entries = document.get(member) if isinstance(document, dict) else None
        if not isinstance(entries, list):
            raise ServiceError("service_malformed", answered=answer.status, why=f"no {member}")
        for entry in entries:
            if isinstance(entry, dict) and all(_named(entry)):
                total += 1
                yield entry
            if total >= TOTAL_LIMIT:
                return


def _named(entry: Mapping[str, object]) -> tuple[str, str]:
    try:
        name = ClaimReader(entry).text("name", limit=NAME_LIMIT)
    except LtiError:
        name = ""
    return _text_id(entry, "id"), name


def _text_id(entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name)
    return str(value)[:255] if isinstance(value, str | int) else ""
