"""Who is in a course: Names and Role Provisioning Services 2.0.

Sections followed: 2.2 (members and their statuses), 2.3 (resource link level, ``rlid``), 2.4.1
(``role``), 2.4.2 (``limit`` and paging), 2.4.3 (differences); and ``groups`` of the Course Groups
Service 1.0. PyLTI1p3's ``NamesRolesProvisioningService`` collects a whole course in one list, drops
the address of the differences and looks at no member, so of its parts only the way to add a
parameter is used here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pylti1p3.utils import add_param_to_url

from lti import claims
from lti.errors import LtiError, ServiceError
from lti.reading import ClaimReader
from lti.roles import Roles
from lti.services.connector import PlatformConnector, ServiceAnswer

SCOPE: Final = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
MEDIA_TYPE: Final = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
MEMBERS_LIMIT: Final = 10_000
"""Members on one page, whatever was asked for; a Moodle gives 1,000 on 208 kB."""
ROLES_LIMIT: Final = 50
GROUPS_LIMIT: Final = 100
CUSTOM_LIMIT: Final = 100


class MemberStatus(StrEnum):
    """What a membership is; deleted ones appear among differences only (2.2)."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"
    DELETED = "Deleted"


@dataclass(frozen=True, slots=True)
class Member:
    """One person in a course; ``""`` for what the platform does not tell.

    ``custom`` holds what a launch of the asked resource link would bring for this person.
    ``group_ids`` is None where the platform says nothing of groups.
    """

    user_id: str
    roles: Roles
    status: MemberStatus
    name: str
    given_name: str
    family_name: str
    email: str
    custom: Mapping[str, str] = field(default_factory=dict)
    group_ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RosterPage:
    """One page of members, and where the list goes on.

    ``skipped`` is the number of members that could not be read. ``differences_address`` gives, on
    the last page, what changes from now on.
    """

    members: tuple[Member, ...]
    skipped: int
    next_address: str | None
    differences_address: str | None


@dataclass(frozen=True, slots=True)
class RosterQuery:
    """What is asked of a roster; the platform may give smaller pages than ``limit``."""

    limit: int | None = None
    role: str = ""
    """A role's full address; empty for all."""
    resource_link_id: str = ""
    with_groups: bool = False

    def address(self, memberships_url: str) -> str:
        """The first page's address; what stands in the service's own query is kept."""
        wanted = {
            "limit": str(self.limit) if self.limit else "",
            "role": self.role,
            "rlid": self.resource_link_id,
            "groups": "true" if self.with_groups else "",
        }
        for name, value in wanted.items():
            if value:
                memberships_url = add_param_to_url(memberships_url, name, value)
        return memberships_url


def roster_pages(connector: PlatformConnector, address: str) -> Iterator[RosterPage]:
    """A course's members page by page, from the address of a first, a later or a differences page.

    Raises:
        ServiceError: a page could not be had, is no page of members, or the pages never end.
    """
    for answer in connector.pages(address, scopes=[SCOPE], accept=MEDIA_TYPE):
        yield _page(answer)


def _page(answer: ServiceAnswer) -> RosterPage:
    document = answer.document
    members = document.get("members") if isinstance(document, dict) else None
    if not isinstance(members, list):
        raise ServiceError("service_malformed", answered=answer.status, why="no members")
    if len(members) > MEMBERS_LIMIT:
        raise ServiceError("service_malformed", answered=answer.status, why="too many members")
    read = [_member(each) for each in members]
    good = tuple(member for member in read if member)
    return RosterPage(
        members=good,
        skipped=len(read) - len(good),
        next_address=answer.next_address,
        differences_address=answer.differences_address,
    )


def _member(values: object) -> Member | None:
    """A member, or None where the platform's is not what the specification says."""
    if not isinstance(values, dict):
        return None
    reader = ClaimReader(_with_text_id(values))
    try:
        return Member(
            user_id=reader.identifier("user_id"),
            roles=Roles.parse(reader.required_texts("roles")[:ROLES_LIMIT]),
            status=MemberStatus(reader.text("status").capitalize() or "Active"),
            name=reader.text("name", limit=200),
            given_name=reader.text("given_name", limit=200),
            family_name=reader.text("family_name", limit=200),
            email=reader.text("email", limit=320),
            custom=_custom(reader),
            group_ids=_group_ids(reader),
        )
    except (LtiError, ValueError):
        return None


def _with_text_id(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Some platforms write their numbers as numbers; in a launch's ``sub`` they are texts."""
    number = values.get("user_id")
    if isinstance(number, int) and not isinstance(number, bool):
        return {**values, "user_id": str(number)}
    return values


def _custom(member: ClaimReader) -> Mapping[str, str]:
    """The custom parameters of the message section: a list of messages, or one alone (2.3.1)."""
    messages = member.values.get("message")
    for message in messages if isinstance(messages, list) else [messages]:
        if isinstance(message, dict) and message.get(claims.CUSTOM):
            read = claims.custom_parameters(ClaimReader(message))
            return dict(list(read.items())[:CUSTOM_LIMIT])
    return {}


def _group_ids(member: ClaimReader) -> tuple[str, ...] | None:
    """The groups of a member (Course Groups Service 1.0, 3.2)."""
    given = member.values.get("group_enrollments")
    if not isinstance(given, list):
        return None
    ids = [group.get("group_id") for group in given[:GROUPS_LIMIT] if isinstance(group, dict)]
    return tuple(str(each) for each in ids if isinstance(each, str | int))
