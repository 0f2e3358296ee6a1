"""Rosters of LMS courses as plain values, for the rooms above, which know nothing of LTI.

Reading waits for an LMS and so happens outside of any unit of work; a page is read when it is
asked for, and only one is in memory.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti.errors import ServiceError
from lti.platforms import ServiceArea, preset_for
from lti.services.connector import PlatformConnector
from lti.services.groups import read_groups
from lti.services.roster import Member, MemberStatus, RosterQuery
from lti.services.roster import RosterPage as LtiRosterPage
from lti.services.roster import roster_pages as lti_roster_pages
from vsm_platform.institutions.models import Deployment, LmsCourse, Registration, State


class RosterUnavailable(Exception):
    """An LMS did not give a roster, or only the beginning of one.

    ``code`` is one of ``lti.errors``; ``answered`` the HTTP status, None where nothing came;
    ``wait`` what the LMS asks for.
    """

    def __init__(self, code: str, answered: int | None, wait: timedelta | None) -> None:
        super().__init__(code)
        self.code = code
        self.answered = answered
        self.wait = wait

    @property
    def in_short(self) -> str:
        """For the log and the list of deliveries."""
        return f"{self.code} {self.answered}" if self.answered else self.code


@dataclass(frozen=True, slots=True)
class RosterSource:
    """An LMS course whose roster can be read."""

    lms_course_id: int
    registration_id: int
    institution_id: int
    platform: str
    memberships_url: str
    groups_url: str


@dataclass(frozen=True, slots=True)
class RosterMember:
    """A person on a roster; ``""`` for what the LMS does not tell."""

    subject: str
    name: str
    given_name: str
    family_name: str
    email: str
    is_learner: bool
    """A learner of this course, and neither its teacher nor the LMS's test user."""
    is_instructor: bool
    is_test_user: bool
    is_gone: bool
    """Inactive or deleted."""
    groups: tuple[str, ...] | None
    """Names of the groups in the LMS; None where it says nothing of groups."""


@dataclass(frozen=True, slots=True)
class RosterPage:
    """One page of a roster."""

    members: tuple[RosterMember, ...]
    skipped: int
    """Members that made no sense."""
    next_address: str
    differences_address: str
    """On the last page of some LMSs: where only later changes are to be read."""


def lms_family(platform: str) -> str:
    """The LMS's product family code, by whatever spelling its registration has."""
    return preset_for(platform).product_family_code


class RosterSetting(NamedTuple):
    """Where an LMS decides whether rosters may be read: labels of its English screens."""

    platform: str
    where: str
    """The way through its menus; ``""`` where it is not known."""
    choice: str


def roster_setting(platform: str) -> RosterSetting:
    """The setting of an LMS of this kind."""
    preset = preset_for(platform)
    setting = preset.settings[ServiceArea.ROSTER]
    return RosterSetting(preset.label, " › ".join(setting.where), ", ".join(setting.choices))


def roster_source(session: Session, lms_course_id: int) -> RosterSource | None:
    """Where a course's roster is; None where its LMS offers none or was closed here."""
    query = (
        select(LmsCourse, Deployment, Registration)
        .join(Deployment, Deployment.id == LmsCourse.deployment_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .where(LmsCourse.id == lms_course_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    course, deployment, registration = row
    is_open = deployment.state == registration.state == State.ACTIVE
    if not is_open or not course.memberships_url or deployment.institution_id is None:
        return None
    return RosterSource(
        lms_course_id=course.id,
        registration_id=registration.id,
        institution_id=deployment.institution_id,
        platform=registration.platform,
        memberships_url=course.memberships_url,
        groups_url=course.groups_url,
    )


def roster_pages(
    connector: PlatformConnector, source: RosterSource, address: str = ""
) -> Iterator[RosterPage]:
    """A roster page by page: from its beginning, or from a later or a differences page's address.

    Raises:
        RosterUnavailable: the LMS does not give it, or its pages never end.
    """
    try:
        names = _group_names(connector, source)
        for page in lti_roster_pages(connector, address or _first_address(source, names)):
            yield _plain(page, names)
    except ServiceError as error:
        wait = timedelta(seconds=error.retry_after) if error.retry_after is not None else None
        raise RosterUnavailable(error.code, error.answered, wait) from error


def _first_address(source: RosterSource, names: Mapping[str, str] | None) -> str:
    limit = preset_for(source.platform).roster_limit
    return RosterQuery(limit=limit, with_groups=names is not None).address(source.memberships_url)


def _group_names(connector: PlatformConnector, source: RosterSource) -> Mapping[str, str] | None:
    """Names of the groups by their identifiers; a roster is worth reading without them too."""
    if not source.groups_url:
        return None
    try:
        return {group.id: group.name for group in read_groups(connector, source.groups_url)}
    except ServiceError:
        return None


def _plain(page: LtiRosterPage, names: Mapping[str, str] | None) -> RosterPage:
    return RosterPage(
        members=tuple(_plain_member(member, names) for member in page.members),
        skipped=page.skipped,
        next_address=page.next_address or "",
        differences_address="" if page.next_address else page.differences_address or "",
    )


def _plain_member(member: Member, names: Mapping[str, str] | None) -> RosterMember:
    roles, ids = member.roles, member.group_ids
    groups = None
    if names is not None and ids is not None:
        groups = tuple(sorted({names[each] for each in ids if each in names}))
    return RosterMember(
        subject=member.user_id,
        name=member.name,
        given_name=member.given_name,
        family_name=member.family_name,
        email=member.email,
        is_learner=roles.is_learner and not (roles.is_instructor or roles.is_test_user),
        is_instructor=roles.is_instructor,
        is_test_user=roles.is_test_user,
        is_gone=member.status is not MemberStatus.ACTIVE,
        groups=groups,
    )
