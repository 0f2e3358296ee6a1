"""A team decides itself: members tick, the vote ends, what has won becomes the meetings."""

from datetime import timedelta

from sqlalchemy import select

from tests.content.scheduling.conftest import Finder, meetings_in
from tests.forms import soup_of
from tests.people import Somebody
from tests.teams.conftest import Course, words
from vsm_platform.accounts.api import Person, do_begin_visit
from vsm_platform.content.scheduling.actions import do_close_when_due, winner_of
from vsm_platform.content.scheduling.models import MeetingPoll
from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery
from vsm_platform.exchanges.api import EnrolmentState, Exchange, ExchangeState
from vsm_platform.teams.api import do_publish_set

TERM = {"first_on": "2026-08-17", "until": "2026-11-29"}


def started(course: Course, name: str = "Anna", **fields: object) -> str:
    """A vote of the team of somebody, started by them; gives its address."""
    finder = Finder(course, course.students[name])
    answer = finder.press(finder.look(title="Team hour", **TERM), "Ask the team", **fields)
    assert answer.status_code == 303, words(answer.text)
    return answer.location


def slots_of(course: Course, address: str, somebody: Somebody) -> list[str]:
    page = soup_of(somebody.browser.get(address))
    return [str(box["value"]) for box in page.select("main input[name=slots]")]


def poll_of(course: Course) -> MeetingPoll:
    with course.world.work() as session:
        poll = session.scalars(select(MeetingPoll).order_by(MeetingPoll.id.desc())).first()
        assert poll is not None
        session.expunge_all()
        return poll


def test_members_vote_and_the_last_vote_plans_what_won(course: Course) -> None:
    address = started(course)
    anna, camila = course.students["Anna"], course.students["Camila"]
    agenda = camila.browser.get(f"/exchanges/{course.exchange_id}/").text
    assert "when “Team hour” shall be" in agenda
    proposed = slots_of(course, address, anna)
    assert len(proposed) == 3
    assert anna.browser.post(address, data={"slots": proposed[:2]}).status_code == 303
    seen = words(camila.browser.get(address).text)
    assert "1 of 2 have voted." in seen
    assert "tick" not in seen.replace("Tick", "").replace("you ticked", "").replace(
        "how many ticks", ""
    )
    assert meetings_in(course) == []
    answer = camila.browser.post(address, data={"slots": proposed[1:]})
    assert answer.status_code == 303
    planned = meetings_in(course)
    assert len(planned) == 15
    assert {one.title for one in planned} == {"Team hour"}
    assert poll_of(course).winner == int(proposed[1])
    after = soup_of(camila.browser.get(address))
    assert "It is decided" in after.get_text()
    assert after.select_one(".notice a")["href"].endswith(f"/meetings/{planned[0].id}")
    done = camila.browser.post(address, data={"slots": proposed[:1]})
    assert done.status_code == 409
    assert len(meetings_in(course)) == 15


def test_a_vote_can_be_changed_until_it_ends(course: Course) -> None:
    address = started(course)
    anna, camila = course.students["Anna"].browser, course.students["Camila"].browser
    proposed = slots_of(course, address, course.students["Anna"])
    anna.post(address, data={"slots": proposed[:1]})
    anna.post(address, data={"slots": proposed[2:]})
    page = soup_of(anna.get(address))
    ticked = [box["value"] for box in page.select("input[name=slots][checked]")]
    assert ticked == proposed[2:]
    camila.post(address, data={"slots": proposed[2:]})
    assert poll_of(course).winner == int(proposed[2])


def test_a_vote_ends_by_itself_when_its_time_has_come(course: Course) -> None:
    address = started(course, days="2")
    proposed = slots_of(course, address, course.students["Anna"])
    course.students["Anna"].browser.post(address, data={"slots": proposed[1:2]})
    courier = course.world.app.extensions["vsm_courier"]
    courier.run_due()
    assert meetings_in(course) == []
    with clock.moved(timedelta(days=2, minutes=1)):
        courier.run_due()
    assert len(meetings_in(course)) == 15
    with course.world.work() as session:
        do_close_when_due(session, poll_of_id(session))
    assert len(meetings_in(course)) == 15


def test_a_vote_that_ends_after_its_exchange_plans_nothing(course: Course) -> None:
    address = started(course, days="2")
    proposed = slots_of(course, address, course.students["Anna"])
    course.students["Anna"].browser.post(address, data={"slots": proposed[1:2]})
    with course.world.work() as session:
        session.get_one(Exchange, course.exchange_id).state = ExchangeState.FINISHED
    with clock.moved(timedelta(days=2, minutes=1)):
        course.world.app.extensions["vsm_courier"].run_due()
    assert meetings_in(course) == []
    assert poll_of(course).closed_at is not None
    assert "nothing came of it" in course.students["Anna"].browser.get(address).text


def poll_of_id(session) -> int:  # type: ignore[no-untyped-def]
    return int(session.scalars(select(MeetingPoll.id)).one())


def test_a_vote_in_which_nothing_suits_plans_nothing(course: Course) -> None:
    address = started(course)
    for name in ("Anna", "Camila"):
        course.students[name].browser.post(address, data={})
    assert meetings_in(course) == []
    assert "nothing came of it" in course.students["Anna"].browser.get(address).text
    assert started(course) != address


def test_whoever_started_it_or_faculty_end_it_and_no_other_student(course: Course) -> None:
    address = started(course)
    proposed = slots_of(course, address, course.students["Anna"])
    course.students["Camila"].browser.post(address, data={"slots": proposed[:1]})
    assert course.students["Camila"].browser.post(f"{address}/close").status_code == 403
    assert course.students["Camila"].browser.post(f"{address}/withdraw").status_code == 403
    assert course.students["Anna"].browser.post(f"{address}/close").status_code == 303
    assert len(meetings_in(course)) == 15
    assert course.facilitator.browser.post(f"{address}/withdraw").status_code == 409


def test_a_vote_can_be_withdrawn(course: Course) -> None:
    address = started(course)
    assert course.facilitator.browser.post(f"{address}/withdraw").status_code == 303
    assert meetings_in(course) == []
    courier = course.world.app.extensions["vsm_courier"]
    with clock.moved(timedelta(days=4)):
        courier.run_due()
    assert meetings_in(course) == []


def test_others_neither_see_nor_vote(course: Course) -> None:
    address = started(course)
    proposed = slots_of(course, address, course.students["Anna"])
    beat = course.students["Beat"].browser
    assert beat.get(address).status_code == 404
    assert beat.post(address, data={"slots": proposed}).status_code == 404
    assert beat.post(f"{address}/close").status_code == 404
    # Those who teach look on, and have no vote.
    assert course.facilitator.browser.get(address).status_code == 200
    assert course.facilitator.browser.post(address, data={"slots": proposed}).status_code == 404
    elsewhere = address.replace(f"/exchanges/{course.exchange_id}/", "/exchanges/999/")
    assert course.students["Anna"].browser.get(elsewhere).status_code == 404
    assert (
        course.students["Anna"].browser.get(address.rsplit("/", 1)[0] + "/999").status_code == 404
    )


def test_forged_votes_count_for_nothing(course: Course) -> None:
    address = started(course)
    anna = course.students["Anna"].browser
    answer = anna.post(address, data={"slots": ["1", "x", "99999"], "enrolment_id": "1"})
    assert answer.status_code == 200
    page = soup_of(course.students["Camila"].browser.get(address))
    assert "0 of 2 have voted." in " ".join(page.get_text(" ").split())


def test_one_vote_at_a_time_and_two_times_at_least(course: Course) -> None:
    finder = Finder(course, course.students["Anna"])
    page = finder.look(**TERM)
    assert finder.press(page, "Ask the team", slot=["540"]).status_code == 400
    assert finder.press(page, "Ask the team", slot=["540", "540"]).status_code == 400
    many = [str(number * 30) for number in range(20, 27)]
    assert finder.press(page, "Ask the team", slot=many).status_code == 400
    assert finder.press(page, "Ask the team", days="4").status_code == 400
    assert finder.press(page, "Ask the team").status_code == 303
    assert finder.press(page, "Ask the team").status_code == 409


def test_who_leaves_the_team_neither_votes_nor_keeps_it_open(course: Course) -> None:
    address = started(course)
    proposed = slots_of(course, address, course.students["Anna"])
    course.change(course.students["Camila"], state=EnrolmentState.LEFT)
    course.students["Anna"].browser.post(address, data={"slots": proposed[:1]})
    assert len(meetings_in(course)) == 15


def test_the_teams_page_leads_to_the_vote_and_to_finding_a_time(course: Course) -> None:
    address = started(course)
    page = soup_of(course.students["Camila"].browser.get(course.teams))
    team = next(
        a["href"]
        for a in page.select("main a")
        if a["href"].rsplit("/", 1)[0] == course.teams and a["href"][-1].isdecimal()
    )
    card = soup_of(course.students["Camila"].browser.get(team)).select_one("#card-times")
    links = [a["href"] for a in card.find_parent("section").select("a")]
    assert links[0] == address
    assert links[1].startswith(f"/exchanges/{course.exchange_id}/meeting-times?whom=team-")


def test_a_vote_that_ends_twice_at_once_plans_once(course: Course) -> None:
    started(course)
    with course.world.work() as session:
        assert session.scalars(select(Delivery.kind)).all().count("scheduling.closing") == 1


def test_of_equals_the_better_proposal_wins() -> None:
    assert winner_of([600, 540, 660], {1: [540, 660], 2: [660, 540]}) == 540
    assert winner_of([600, 540], {1: [], 2: []}) is None
    assert winner_of([], {}) is None


def test_everybody_sees_the_times_on_the_own_clock(course: Course) -> None:
    address = started(course)
    anna = soup_of(course.students["Anna"].browser.get(address))
    camila = soup_of(course.students["Camila"].browser.get(address))
    shown = [page.select_one(".choice label time") for page in (anna, camila)]
    assert shown[0].get_text() != shown[1].get_text()


def test_a_visit_later_still_finds_the_vote(course: Course) -> None:
    address = started(course, days="7")
    with clock.moved(timedelta(days=1)), course.world.work() as session:
        person = session.get_one(Person, course.students["Anna"].id)
        visit = do_begin_visit(session, person, deployment_id=None).id
    with clock.moved(timedelta(days=1)):
        assert course.world.browser(visit).get(address).status_code == 200


def test_a_team_that_is_a_draft_again_gets_no_meetings_by_its_vote(course: Course) -> None:
    address = started(course)
    proposed = slots_of(course, address, course.students["Anna"])
    course.students["Anna"].browser.post(address, data={"slots": proposed})
    with course.world.work() as session:
        do_publish_set(session, course.exchange_id, 1, is_published=False, actor_id=None)
    assert course.students["Anna"].browser.get(address).status_code == 404
    with clock.moved(timedelta(days=4)):
        course.world.app.extensions["vsm_courier"].run_due()
    assert meetings_in(course) == []
    assert (poll_of(course).winner, poll_of(course).closed_at is None) == (None, False)


def test_a_vote_that_ends_late_plans_only_what_lies_ahead(course: Course) -> None:
    address = started(course)
    proposed = slots_of(course, address, course.students["Anna"])
    course.students["Anna"].browser.post(address, data={"slots": proposed[:1]})
    with clock.moved(timedelta(days=30)):
        course.world.app.extensions["vsm_courier"].run_due()
        present = clock.now()
    planned = meetings_in(course)
    assert 10 <= len(planned) < 15
    assert all(one.starts_at > present for one in planned)
