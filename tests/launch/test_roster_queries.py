"""What can be asked of a roster, of each LMS: pages, roles, a link's parameters, differences."""

import pytest

from lti.services.connector import PlatformConnector
from lti.services.groups import read_group_sets, read_groups
from lti.services.roster import MemberStatus, RosterPage, RosterQuery, roster_pages
from tests.launch.rosters import fill, remove
from tests.launch.test_rosters import FLAVOURS
from tests.launch.universities import INSTRUCTOR, Universities, University, claims_of
from vsm_platform.institutions.api import lms_connections
from vsm_platform.practice import add_group_member

SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GROUPS = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"


@pytest.fixture(params=FLAVOURS.values(), ids=FLAVOURS)
def university(request: pytest.FixtureRequest, universities: Universities) -> University:
    return universities.connect(request.param)


@pytest.fixture
def connector(universities: Universities, university: University) -> PlatformConnector:
    with universities.app.app_context():
        return lms_connections().connector(university.registration_id)


def memberships_url(universities: Universities, university: University) -> str:
    launch = universities.robot().authorize(university.address(university.teacher))
    return str(claims_of(launch)[SERVICE]["context_memberships_url"])


def read(connector: PlatformConnector, address: str) -> list[RosterPage]:
    return list(roster_pages(connector, address))


def test_pages_are_as_small_as_asked_and_hold_everybody_once(
    universities: Universities, university: University, connector: PlatformConnector
) -> None:
    fill(university, 8)
    address = RosterQuery(limit=5).address(memberships_url(universities, university))
    pages = read(connector, address)
    assert {len(page.members) for page in pages[:-1]} == {5}
    everybody = [member.user_id for page in pages for member in page.members]
    assert sorted(everybody) == sorted(university.course.memberships)


def test_one_role_can_be_asked_for(
    universities: Universities, university: University, connector: PlatformConnector
) -> None:
    address = RosterQuery(role=INSTRUCTOR).address(memberships_url(universities, university))
    (page,) = read(connector, address)
    assert [member.user_id for member in page.members] == [university.teacher.sub]
    assert page.members[0].roles.is_instructor


def test_a_links_parameters_come_with_each_member(
    universities: Universities, university: University, connector: PlatformConnector
) -> None:
    university.link.custom = {"team": "ocean"}
    query = RosterQuery(resource_link_id=university.link.id)
    (page,) = read(connector, query.address(memberships_url(universities, university)))
    assert {member.custom["team"] for member in page.members} == {"ocean"}


def test_differences_name_who_changed_and_only_them(
    universities: Universities, university: University, connector: PlatformConnector
) -> None:
    (page,) = read(connector, memberships_url(universities, university))
    assert page.differences_address is not None
    gone = university.student
    remove(university, gone)
    newcomer = fill(university, 1)[0]
    (changes,) = read(connector, page.differences_address)
    assert {member.user_id: member.status for member in changes.members} == {
        gone.sub: MemberStatus.DELETED,
        newcomer.sub: MemberStatus.ACTIVE,
    }


def test_groups_and_their_sets_are_read_where_there_are_any(universities: Universities) -> None:
    manila = universities.connect("Manila")
    add_group_member(manila.world, manila.course, "Tuesday", manila.student)
    launch = universities.robot().authorize(manila.address(manila.teacher))
    service = claims_of(launch)[GROUPS]
    with universities.app.app_context():
        connector = lms_connections().connector(manila.registration_id)
    (group,) = read_groups(connector, service["context_groups_url"])
    (group_set,) = read_group_sets(connector, service["context_group_sets_url"])
    assert (group.name, group.set_id) == ("Tuesday", group_set.id)
