"""What a launch may do with courses and enrolments."""

import pytest
from sqlalchemy import select

from tests.exchanges.conftest import Scene
from tests.people import Somebody, University, counted_queries
from vsm_platform.core.audit import AuditEntry
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import (
    CourseLinkView,
    Enrolment,
    Role,
    course_link,
    do_enrol,
    do_link_course,
    my_exchanges,
    partnerships_of_institution,
)
from vsm_platform.exchanges.errors import CourseAlreadyLinked


def launch(scene: Scene, somebody: Somebody, university: University, role: Role) -> Role:
    """Enrol as a launch does, and say which role the person then has."""
    partnership_id = scene.world.partnership(scene.climate, university)
    with scene.world.work() as session:
        do_enrol(session, partnership_id=partnership_id, person_id=somebody.id, role=role)
    with scene.world.work() as session:
        query = select(Enrolment.role).where(
            Enrolment.exchange_id == scene.climate, Enrolment.person_id == somebody.id
        )
        return Role(session.scalars(query).one())


def test_the_role_follows_the_lms_up_and_down(scene: Scene) -> None:
    person = scene.not_enrolled
    for role in (Role.STUDENT, Role.FACILITATOR, Role.STUDENT):
        assert launch(scene, person, scene.osaka, role) == role


def test_a_coordinator_stays_coordinator_whatever_the_lms_says(scene: Scene) -> None:
    for role in (Role.FACILITATOR, Role.STUDENT):
        assert launch(scene, scene.coordinator, scene.samoa, role) == Role.COORDINATOR


def test_a_launch_that_changes_nothing_costs_one_select_and_no_line_in_the_log(
    scene: Scene,
) -> None:
    partnership_id = scene.world.partnership(scene.climate, scene.samoa)
    with scene.world.work() as session, counted_queries(scene.world.database) as statements:
        do_enrol(
            session,
            partnership_id=partnership_id,
            person_id=scene.student.id,
            role=Role.STUDENT,
        )
    assert [statement.split()[0] for statement in statements] == ["SELECT"]


def test_an_enrolment_is_logged_for_the_persons_university(scene: Scene) -> None:
    with scene.world.work() as session:
        query = select(AuditEntry).where(AuditEntry.action == "exchanges.enrolled")
        entry = session.scalars(query.order_by(AuditEntry.id)).first()
        assert entry is not None
        assert (entry.actor_id, entry.institution_id) == (scene.student.id, scene.samoa.id)


def test_there_is_no_enrolment_without_a_partnership(scene: Scene) -> None:
    with pytest.raises(NotFound), scene.world.work() as session:
        do_enrol(session, partnership_id=4711, person_id=scene.student.id, role=Role.STUDENT)


def link(scene: Scene, exchange_id: int, university: University, **changes: int) -> CourseLinkView:
    columns = {
        "deployment_id": scene.osaka.deployment_id,
        "partnership_id": scene.world.partnership(exchange_id, university),
        "institution_id": scene.osaka.id,
        "actor_id": scene.facilitator.id,
        **changes,
    }
    with scene.world.work() as session:
        return do_link_course(session, course_key="context:7", course_title="Seven", **columns)


def test_a_linked_course_leads_to_its_exchange(scene: Scene) -> None:
    linked = link(scene, scene.climate, scene.osaka)
    with scene.world.work() as session:
        assert course_link(session, scene.osaka.deployment_id, "context:7") == linked
        assert course_link(session, scene.osaka.deployment_id, "context:8") is None
        assert course_link(session, scene.samoa.deployment_id, "context:7") is None


def test_linking_twice_to_the_same_exchange_changes_nothing(scene: Scene) -> None:
    assert link(scene, scene.climate, scene.osaka) == link(scene, scene.climate, scene.osaka)


def test_a_course_belongs_to_one_exchange_only(scene: Scene) -> None:
    link(scene, scene.climate, scene.osaka)
    with pytest.raises(CourseAlreadyLinked):
        link(scene, scene.stories, scene.osaka)


def test_a_teacher_links_only_to_exchanges_of_the_own_university(scene: Scene) -> None:
    with pytest.raises(NotFound):
        link(scene, scene.climate, scene.samoa)


def test_a_teacher_links_only_courses_of_the_own_university(scene: Scene) -> None:
    with pytest.raises(NotFound):
        link(scene, scene.climate, scene.osaka, deployment_id=scene.samoa.deployment_id)


def test_the_chooser_offers_the_exchanges_of_the_own_university(scene: Scene) -> None:
    with scene.world.work() as session:
        titles = {
            university.id: {
                choice.title for choice in partnerships_of_institution(session, university.id)
            }
            for university in (scene.samoa, scene.osaka, scene.madrid)
        }
    assert titles == {
        scene.samoa.id: {"Climate Change"},
        scene.osaka.id: {"Climate Change", "Digital Storytelling"},
        scene.madrid.id: {"Digital Storytelling"},
    }


def test_my_exchanges_are_those_that_i_am_enrolled_in(scene: Scene) -> None:
    with scene.world.work() as session:
        mine = my_exchanges(session, scene.student.id)
    assert [(one.exchange_id, one.role) for one in mine] == [(scene.climate, Role.STUDENT)]
