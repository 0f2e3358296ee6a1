"""The pages of live sessions, and what stands there before a browser looks at them."""

from datetime import timedelta

from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.browser.page import Page, send_empty
from tests.browser.rooms.teams import visitor_of
from tests.browser.stage import Stage
from vsm_platform.core import clock
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.live.actions.landing import do_join
from vsm_platform.live.actions.making import RoomPlan, RoomsFrom, SessionFacts, do_make_session
from vsm_platform.live.actions.notes import do_pin, do_write_notes
from vsm_platform.live.actions.quizzing import QuizQuestion, do_ask_next, do_make_quiz
from vsm_platform.live.actions.running import do_close, do_open, do_tell
from vsm_platform.live.actions.talking import do_ask, do_call, do_raise_hand, do_say, do_vote
from vsm_platform.live.actions.wondering import do_answer_wonder, do_wonder
from vsm_platform.live.models import LivePlacement, LivePoll, LiveRoom, LiveSession
from vsm_platform.live.queries.access import Seat, access_session, acting_in_room
from vsm_platform.live.queries.agenda import Point
from vsm_platform.teams.api import own_teams, teams_of_exchange


def send_without_title(page: BrowserPage) -> None:
    """Send the form as it is, to see what it says of what is missing."""
    page.locator("main form[method=post] button:not([type=button])").last.click()
    page.locator("[data-error-summary]").wait_for()


def send_unreadable(page: BrowserPage) -> None:
    """Send an agenda of which one line cannot be read."""
    page.locator("textarea[name=agenda]").fill("10 Say hello\nThe film")
    send_without_title(page)


GATHERING: dict[str, str | int] = {"session_id": 2}
ENDED: dict[str, str | int] = {"session_id": 3}
PAGES: tuple[Page, ...] = (
    Page("live", "live.overview", "student"),
    Page("live-coordinator", "live.overview", "coordinator"),
    Page("live-new", "live.new", "coordinator"),
    Page("live-new-wrong", "live.new", "coordinator", step=send_without_title),
    Page("live-video", "live.video", "coordinator"),
    Page("live-of-team", "live.of_team", "student"),
    Page("live-lobby", "live.lobby", "student", dict(GATHERING)),
    Page("live-room", "live.show", "student"),
    Page("live-room-coordinator", "live.show", "coordinator"),
    Page("live-floor", "live.floor", "coordinator"),
    Page("live-floor-gathering", "live.floor", "coordinator", dict(GATHERING)),
    Page("live-agenda", "live.agenda", "coordinator"),
    Page("live-agenda-wrong", "live.agenda", "coordinator", step=send_unreadable),
    Page("live-ask", "live.ask", "student"),
    Page("live-ask-all", "live.ask_all", "coordinator"),
    Page("live-ask-all-wrong", "live.ask_all", "coordinator", step=send_empty),
    Page("live-together", "live.together", "student"),
    Page("live-together-coordinator", "live.together", "coordinator"),
    Page("live-quiz", "live.quiz", "coordinator"),
    Page("live-quiz-wrong", "live.quiz", "coordinator", step=send_empty),
    Page("live-icebreaker", "live.icebreaker", "coordinator"),
    Page("live-room-edit", "live.edit_room", "coordinator"),
    Page("live-invite", "live.invite", "coordinator"),
    Page("live-made", "live.made", "student", dict(ENDED)),
    Page("live-room-made", "live.room_made", "coordinator", dict(ENDED)),
)
NO_PAGES: dict[str, str] = {
    "live.since": "JSON for the script",
    "live.room_since": "JSON for the script",
    "live.ways": "JSON for the script",
    "live.made_json": "a file",
    "live.made_csv": "a file",
}
TASK = (
    "**Choose one place** that the sea has changed, and say what people there did.\n\n"
    "1. Each tells of one place (10 minutes).\n2. Choose one.\n3. Pin three things to find out."
)

AGENDA = (
    Point("Say hello", 10, "Where are you, and what do you see from your window?"),
    Point("Choose one place", 25, "Each tells of one. Pin what you want to find out."),
    Point("Write down who does what until Friday", 10),
    Point("Back together", 5, "One of each room says which place it is, in one sentence."),
)


def set_up(stage: Stage) -> dict[str, str | int]:
    """A session under way, one that gathers, and one that has ended."""
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        own = session.get_one(Enrolment, visitor_of(session, stage))
        query = select(Enrolment).where(
            Enrolment.exchange_id == stage.exchange_id, Enrolment.role == Role.COORDINATOR
        )
        teacher = session.scalars(query.order_by(Enrolment.id)).first()
        assert teacher is not None
        seat = None
        for title in ("Friday: the sea", "Next Friday: our film", "Getting to know each other"):
            seat = _session(session, stage, title, teacher.person_id)
        first, second = (
            access_session(session, viewer_of(teacher.person_id), stage.exchange_id, number)
            for number in (1, 2)
        )
        do_tell(session, second, "We begin in five minutes. Have your drawing at hand.", [])
        team_id, number = _under_way(session, stage, first, own.person_id)
        assert seat is not None
        _ended(session, stage, seat, own.person_id)
        return {
            "session_id": 1,
            "room_number": number,
            "event_number": 0,
            "team_id": stage.values.get("team_id", team_id),
        }


def viewer_of(person_id: int) -> Viewer:
    return Viewer(0, person_id, "", None, "", None, "UTC", "", "", False, False, True)


def _session(session: Session, stage: Stage, title: str, teacher: int) -> Seat:
    """With a room for each team of the first set."""
    set_id = teams_of_exchange(session, stage.exchange_id)[0].team_set_id
    facts = SessionFacts(
        title, TASK, AGENDA, link="https://meet.example.org/friday", language="en", minutes=45
    )
    plan = RoomPlan(RoomsFrom.TEAMS, team_set_id=set_id)
    made = do_make_session(session, stage.exchange_id, facts, plan, actor_id=teacher)
    return access_session(session, viewer_of(teacher), stage.exchange_id, made)


def _come_in(session: Session, stage: Stage, session_id: int, person_id: int) -> Seat:
    seat = access_session(session, viewer_of(person_id), stage.exchange_id, session_id)
    do_join(session, seat)
    return seat


def _under_way(session: Session, stage: Stage, lead: Seat, own: int) -> tuple[int, int]:
    do_open(session, lead)
    _come_in(session, stage, 1, own)
    placed = session.get_one(LivePlacement, (1, own))
    others = select(LivePlacement.person_id).where(
        LivePlacement.room_id == placed.room_id, LivePlacement.person_id != own
    )
    for person_id in session.scalars(others).all()[:3]:
        placement = session.get_one(LivePlacement, (1, person_id))
        placement.arrived_at = clock.now()
    present = clock.now() + timedelta(days=1)
    session.execute(
        update(LivePlacement)
        .where(LivePlacement.room_id == placed.room_id, LivePlacement.arrived_at.is_not(None))
        .values(here_until=present)
    )
    session.flush()
    mine = access_session(session, viewer_of(own), stage.exchange_id, 1)
    number = _talk(session, stage, mine, lead)
    _all_together(session, mine, lead)
    team = own_teams(session, mine.access)
    return (team[0].id if team else 1), number


def _all_together(session: Session, mine: Seat, lead: Seat) -> None:
    """Questions with votes, and a quiz of which one question is answered and one is asked."""
    do_wonder(session, mine, "Does the film count for the grade?")
    do_wonder(session, mine, "May we speak Samoan in it, with subtitles?")
    do_answer_wonder(session, lead, 1, is_answered=True)
    sea = QuizQuestion("How much has the sea risen since 1900?", ["2 cm", "20 cm", "2 m"], [1])
    city = QuizQuestion("Which city is farthest east?", ["Apia", "Tokyo", "Honolulu"], [0])
    quiz = do_make_quiz(session, lead, "The sea in numbers", [sea, city])
    do_ask_next(session, lead, quiz, 0)
    asked = select(LivePoll.id).where(LivePoll.quiz_id == quiz)
    do_vote(session, mine, None, session.scalars(asked).one(), 2)
    do_ask_next(session, lead, quiz, 1)


def _talk(session: Session, stage: Stage, mine: Seat, lead: Seat) -> int:
    number = session.get_one(LiveRoom, mine.room_id).number
    viewer = viewer_of(mine.person_id)
    seat, room = acting_in_room(session, viewer, stage.exchange_id, 1, number)
    teacher, _ = acting_in_room(session, viewer_of(lead.person_id), stage.exchange_id, 1, number)
    do_say(session, teacher, room, "Hello! Who begins?")
    do_say(session, seat, room, "I can. In Apia the sea wall is new, it was built last year.")
    do_tell(session, lead, "Ten minutes are over: choose one place now.", [])
    do_write_notes(
        session,
        seat,
        room,
        0,
        "Apia: a new sea wall\nHonolulu: beaches get smaller\n\nOpen: who paid?",
    )
    do_ask(session, seat, room, "Which place do we take?", ["Apia", "Honolulu", "Tokyo"])
    do_vote(session, seat, room, 1, 0)
    do_vote(session, teacher, room, 1, 1)
    do_pin(session, seat, room, "Who paid for the wall?", "To find out")
    do_pin(session, teacher, room, "What do fishers say?", "To find out")
    do_pin(session, seat, room, "Photos from my street")
    do_raise_hand(session, seat, room, is_up=True)
    do_call(session, seat, room, calls=True)
    do_close(session, lead, 24 * 60)
    # It has gone on for a while, so that the first point of the agenda is past.
    session.get_one(LiveSession, 1).opened_at = clock.now() - timedelta(minutes=17, seconds=30)
    return int(number)


def _ended(session: Session, stage: Stage, lead: Seat, own: int) -> None:
    do_open(session, lead)
    _come_in(session, stage, 3, own)
    placed = session.get_one(LivePlacement, (3, own))
    number = session.get_one(LiveRoom, placed.room_id).number
    seat, room = acting_in_room(session, viewer_of(own), stage.exchange_id, 3, number)
    do_say(session, seat, room, "I live by the sea.")
    do_write_notes(session, seat, room, 0, "We all cook rice.")
    do_pin(session, seat, room, "Rice")
    do_ask(session, seat, room, "Tea or coffee?", ["Tea", "Coffee"])
    newest = select(LivePoll.id).where(LivePoll.room_id == room.id)
    do_vote(session, seat, room, session.scalars(newest).one(), 0)
    do_wonder(session, seat, "When do we meet next?")
    do_close(session, lead, 0)
