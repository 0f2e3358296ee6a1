"""The life of an exchange: by its dates, by hand, what each state allows, and who learns of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.exchanges.conftest import Scene
from tests.forms import soup_of
from tests.people import Somebody, counted_queries
from vsm_platform.accounts.api import load_viewer
from vsm_platform.core import clock
from vsm_platform.core.audit import AuditEntry
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    Access,
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeState,
    Partnership,
    Role,
    access_exchange,
    do_come_back,
    do_enrol,
    do_leave,
    do_link_course,
    partners_of,
    partnerships_of_institution,
    present_partners,
    require_not_archived,
    require_open,
)
from vsm_platform.exchanges.errors import (
    CoordinatorsLeave,
    ExchangeArchived,
    ExchangeClosed,
    ExchangeFinished,
    ExchangeNotOpen,
    LeadLeaves,
    NobodyNew,
    PartnerHasLeft,
)
from vsm_platform.exchanges.life import following, standing

FIRST, LAST = date(2026, 8, 17), date(2026, 11, 29)
WITHIN = datetime(2026, 10, 1, tzinfo=UTC)
DRAFT, OPEN, RUNNING, FINISHED, ARCHIVED = ExchangeState


def viewer_of(somebody: Somebody) -> Viewer:
    viewer = load_viewer(str(somebody.visit_id))
    assert viewer is not None
    return viewer


def access(scene: Scene, somebody: Somebody) -> Access:
    with scene.world.work() as session:
        return access_exchange(session, viewer_of(somebody), scene.climate)


def decide(scene: Scene, state: ExchangeState) -> None:
    with scene.world.work() as session:
        session.get_one(Exchange, scene.climate).state = state


def standing_at(when: datetime, decided: ExchangeState = OPEN) -> ExchangeState:
    with clock.moved(when - clock.now()):
        return standing(decided, FIRST, LAST)


def test_an_open_exchange_follows_its_dates_and_nobody_loses_a_day_to_a_time_zone() -> None:
    second = timedelta(seconds=5)
    begins = datetime(2026, 8, 16, 10, tzinfo=UTC)
    ends = datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert standing_at(begins - second) == OPEN
    assert standing_at(begins + second) == RUNNING, "the first day has come in Kiritimati"
    assert standing_at(ends - second) == RUNNING
    assert standing_at(ends + second) == FINISHED, "the last day is over on Baker Island"


@pytest.mark.parametrize("decided", [DRAFT, RUNNING, FINISHED, ARCHIVED])
def test_what_was_decided_by_hand_holds_whatever_the_dates_say(decided: ExchangeState) -> None:
    for when in (datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)):
        assert standing_at(when, decided) == decided


def test_from_each_state_only_some_can_follow() -> None:
    with clock.moved(datetime(2026, 9, 1, tzinfo=UTC) - clock.now()):
        choices = {decided: following(decided, FIRST, LAST) for decided in ExchangeState}
    assert choices == {
        DRAFT: [OPEN],
        OPEN: [FINISHED, DRAFT],
        RUNNING: [FINISHED, DRAFT, OPEN],
        FINISHED: [RUNNING, ARCHIVED, OPEN],
        ARCHIVED: [FINISHED],
    }


def test_each_state_lets_people_read_write_and_mark_or_not(scene: Scene) -> None:
    allowed = {
        DRAFT: (True, True),
        OPEN: (True, True),
        RUNNING: (True, True),
        FINISHED: (False, True),
        ARCHIVED: (False, False),
    }
    for state, (writes, marks) in allowed.items():
        decide(scene, state)
        with clock.moved(WITHIN - clock.now()):
            seen = access(scene, scene.facilitator)
        assert (seen.may_write, seen.is_kept_up) == (writes, marks), state
    decide(scene, FINISHED)
    with pytest.raises(ExchangeFinished):
        require_open(access(scene, scene.facilitator))
    decide(scene, ARCHIVED)
    with pytest.raises(ExchangeArchived):
        require_not_archived(access(scene, scene.administrator))


def test_a_draft_is_seen_by_those_who_prepare_it_and_the_others_read_when(scene: Scene) -> None:
    decide(scene, DRAFT)
    home = f"/exchanges/{scene.climate}/"
    for who in (scene.coordinator, scene.facilitator, scene.administrator):
        assert who.browser.get(home).status_code == 200
    answer = scene.student.browser.get(home)
    assert answer.status_code == 403
    assert "is not open yet" in answer.text
    assert "August 17, 2026" in answer.text
    assert scene.of_madrid.browser.get(home).status_code == 404, "strangers learn nothing"
    with pytest.raises(ExchangeNotOpen):
        access(scene, scene.student)


def test_guests_of_a_draft_are_as_far_outside_as_on_any_other_page(scene: Scene) -> None:
    with scene.world.work() as session:
        number = session.scalars(
            select(Enrolment).where(Enrolment.person_id == scene.student.id)
        ).one()
        number.role = Role.GUEST
    decide(scene, DRAFT)
    assert scene.student.browser.get(f"/exchanges/{scene.climate}/").status_code == 404


def test_deciding_asks_first_says_what_happens_and_is_logged(scene: Scene) -> None:
    browser, page = scene.coordinator.browser, f"/exchanges/{scene.climate}/life/finished"
    assert "Nobody new comes in." in browser.get(page).text
    assert access(scene, scene.student).state == RUNNING, "asking changes nothing"
    assert browser.post(page).status_code == 303
    assert access(scene, scene.student).state == FINISHED
    with scene.world.work() as session:
        query = select(AuditEntry).where(AuditEntry.action == "exchanges.state_changed")
        entry = session.scalars(query).one()
        assert entry.details == {"state": "finished", "was": "running"}
        assert entry.actor_id == scene.coordinator.id
    assert browser.post(page).status_code == 409, "somebody was faster"
    assert "does not follow where it stands" in browser.get(page).text
    assert browser.get(f"/exchanges/{scene.climate}/life/burning").status_code == 404


def test_opening_points_out_what_is_not_ready(scene: Scene) -> None:
    decide(scene, DRAFT)
    page = scene.coordinator.browser.get(f"/exchanges/{scene.climate}/life/open").text
    assert "students cannot come in yet" in page
    assert "No course of any partner leads here yet." in page
    assert "Open it" in scene.coordinator.browser.get(f"/exchanges/{scene.climate}/life").text


def test_a_draft_again_says_how_many_are_shut_out(scene: Scene) -> None:
    page = scene.coordinator.browser.get(f"/exchanges/{scene.climate}/life/draft").text
    assert "1 student is in already" in page


@pytest.mark.parametrize("state", [DRAFT, FINISHED, ARCHIVED])
def test_nobody_new_comes_in_and_who_is_in_stays_as_they_are(
    scene: Scene, state: ExchangeState
) -> None:
    decide(scene, state)
    samoa = scene.world.partnership(scene.climate, scene.samoa)
    newcomer = scene.world.person(scene.samoa, "Nova New")
    with scene.world.work() as session:
        with pytest.raises(ExchangeClosed):
            do_enrol(session, partnership_id=samoa, person_id=newcomer.id, role=Role.STUDENT)
        coming = {"partnership_id": samoa, "person_id": scene.student.id}
        assert not do_enrol(session, **coming, role=Role.STUDENT)


def test_a_coordinator_can_let_somebody_into_a_finished_exchange_but_not_an_archived_one(
    scene: Scene,
) -> None:
    samoa = scene.world.partnership(scene.climate, scene.samoa)
    late = scene.world.person(scene.samoa, "Lata Late")
    coming = {"partnership_id": samoa, "person_id": late.id, "role": Role.STUDENT}
    decide(scene, ARCHIVED)
    with scene.world.work() as session, pytest.raises(NobodyNew):
        do_enrol(session, **coming, is_admitted=True)
    decide(scene, FINISHED)
    with scene.world.work() as session:
        assert do_enrol(session, **coming, is_admitted=True)


def test_teachers_come_into_a_finished_exchange_for_late_marks(scene: Scene) -> None:
    decide(scene, FINISHED)
    osaka = scene.world.partnership(scene.climate, scene.osaka)
    teacher = scene.world.person(scene.osaka, "Taro Teacher")
    with scene.world.work() as session:
        assert do_enrol(session, partnership_id=osaka, person_id=teacher.id, role=Role.FACILITATOR)


def test_whom_the_roster_named_in_time_comes_in_after_the_deadline(scene: Scene) -> None:
    samoa = scene.world.partnership(scene.climate, scene.samoa)
    expected = [scene.world.person(scene.samoa, name) for name in ("In Time", "Too Late")]
    now = clock.now()
    with scene.world.work() as session:
        session.get_one(Partnership, samoa).registers_until = now.date() - timedelta(days=5)
        for somebody, days in zip(expected, (9, 2), strict=True):
            session.add(
                Enrolment(
                    exchange_id=scene.climate,
                    partnership_id=samoa,
                    person_id=somebody.id,
                    role=Role.STUDENT,
                    state=EnrolmentState.EXPECTED,
                    enrolled_at=now - timedelta(days=days),
                )
            )
    with scene.world.work() as session:
        in_time, late = (
            {"partnership_id": samoa, "person_id": each.id, "role": Role.STUDENT}
            for each in expected
        )
        assert do_enrol(session, **in_time)
        with pytest.raises(ExchangeClosed):
            do_enrol(session, **late)


def test_whoever_completed_stays_completed_after_another_click(scene: Scene) -> None:
    samoa = scene.world.partnership(scene.climate, scene.samoa)
    query = select(Enrolment).where(Enrolment.person_id == scene.student.id)
    with scene.world.work() as session:
        session.scalars(query).one().state = EnrolmentState.COMPLETED
    with scene.world.work() as session:
        coming = {"partnership_id": samoa, "person_id": scene.student.id}
        do_enrol(session, **coming, role=Role.STUDENT)
    with scene.world.work() as session:
        assert session.scalars(query).one().state == EnrolmentState.COMPLETED


def test_a_course_cannot_be_linked_once_it_is_over_or_the_partner_has_left(scene: Scene) -> None:
    number = scene.world.partnership(scene.climate, scene.osaka)
    values = {
        "deployment_id": scene.osaka.deployment_id,
        "course_key": "context:9",
        "course_title": "Late",
        "partnership_id": number,
        "institution_id": scene.osaka.id,
        "actor_id": scene.facilitator.id,
    }
    decide(scene, FINISHED)
    with scene.world.work() as session:
        titles = [one.title for one in partnerships_of_institution(session, scene.osaka.id)]
        assert titles == ["Digital Storytelling"]
        with pytest.raises(NobodyNew):
            do_link_course(session, **values)
    decide(scene, RUNNING)
    with scene.world.work() as session:
        do_leave(session, scene.climate, number, clock.now().date(), actor_id=None)
        with pytest.raises(PartnerHasLeft):
            do_link_course(session, **values)


def test_the_lead_and_the_last_coordinators_cannot_leave(scene: Scene) -> None:
    samoa, osaka = (
        scene.world.partnership(scene.climate, each) for each in (scene.samoa, scene.osaka)
    )
    today = clock.now().date()
    with scene.world.work() as session:
        with pytest.raises(LeadLeaves):
            do_leave(session, scene.climate, samoa, today, actor_id=None)
        session.get_one(Partnership, samoa).is_lead = False
        with pytest.raises(CoordinatorsLeave):
            do_leave(session, scene.climate, samoa, today, actor_id=None)
        do_leave(session, scene.climate, osaka, today, actor_id=None)
        names = [one.name for one in present_partners(partners_of(session, scene.climate))]
        assert names == ["University of Samoa"]
        do_come_back(session, scene.climate, osaka, actor_id=None)
        do_come_back(session, scene.climate, osaka, actor_id=None)
        assert len(present_partners(partners_of(session, scene.climate))) == 2
    page = scene.coordinator.browser.get(f"/exchanges/{scene.climate}/partners/{samoa}/leave")
    assert page.status_code == 200


@pytest.mark.parametrize("day", ["", "soon", "2001-01-01", "2099-01-01"])
def test_a_partner_leaves_on_a_day_within_a_year(scene: Scene, day: str) -> None:
    osaka = scene.world.partnership(scene.climate, scene.osaka)
    page = f"/exchanges/{scene.climate}/partners/{osaka}/leave"
    answer = scene.coordinator.browser.post(page, data={"left_on": day})
    assert answer.status_code == 200
    assert soup_of(answer).select("p.error")


def test_lists_show_state_and_season(scene: Scene) -> None:
    with scene.world.work() as session:
        session.get_one(Exchange, scene.climate).season = "Fall 2026"
    scene.world.enrol(scene.stories, scene.osaka, scene.facilitator, Role.FACILITATOR)
    decide(scene, ARCHIVED)
    for browser, path in (
        (scene.facilitator.browser, "/"),
        (scene.administrator.browser, "/admin/exchanges/"),
    ):
        page = browser.get(path).text
        assert "Fall 2026" in page
        assert "Archived" in page
        assert "Running" in page


def test_an_exchange_and_its_partners_cost_one_statement_each(scene: Scene) -> None:
    with scene.world.work() as session:
        viewer = viewer_of(scene.student)
        with counted_queries(scene.world.database) as statements:
            access_exchange(session, viewer, scene.climate)
            partners_of(session, scene.climate)
        assert len(statements) == 2
        with counted_queries(scene.world.database) as statements:
            samoa = {"partnership_id": 1, "person_id": scene.student.id}
            do_enrol(session, **samoa, role=Role.STUDENT)
        assert len(statements) == 1, "a launch that changes nothing costs one select"
