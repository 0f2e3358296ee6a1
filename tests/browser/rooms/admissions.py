"""The pages of admissions, and what stands there before a browser looks at them."""

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.browser.page import Page, send_empty
from tests.browser.stage import Stage
from vsm_platform.accounts.actions import do_welcome
from vsm_platform.accounts.api import Identity, LaunchedPerson, SignIn, do_recognise
from vsm_platform.admissions.actions.applying import (
    do_answer,
    do_begin_application,
    do_send_application,
)
from vsm_platform.admissions.actions.criteria import do_add_criterion
from vsm_platform.admissions.actions.deciding import (
    Decision,
    Verdict,
    do_arrange_interview,
    do_decide,
)
from vsm_platform.admissions.criteria import Asked
from vsm_platform.admissions.models import Admission, Application, CriterionKind
from vsm_platform.admissions.queries.applying import own_paper
from vsm_platform.admissions.queries.desks import Desk, criteria_of, desk_of
from vsm_platform.core import clock
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    ExchangeFacts,
    Participation,
    Partnership,
    Role,
    do_create_exchange,
    do_enrol,
)

Values = dict[str, str | int]
DRAFT, READY, REFUSED, OFFERED, WAITLISTED, SENT, CLOSED = (Values() for _ in range(7))
"""What the addresses of each exchange need; filled in when they are made."""
LANGUAGE, TEXT, FILE, RULE = Values(), Values(), Values(), Values()


def _fill_wrong(page: BrowserPage) -> None:
    page.locator("main textarea").first.fill("Because.")
    send_empty(page)


def _tick_and(decision: str) -> Any:
    def step(page: BrowserPage) -> None:
        for box in page.locator("input[name=applications]").all()[:3]:
            box.check()
        page.locator(f"button[value={decision}]").click()
        page.locator("#decide-title").wait_for()

    return step


def _make_it_a_rule(page: BrowserPage) -> None:
    page.locator("input[name=is_rule][value=yes]").check()
    page.locator("main form .button:not(.plain)").first.click()
    page.locator("#rule-title").wait_for()


PAGES: tuple[Page, ...] = (
    Page("apply", "admissions.paper", "applicant", DRAFT),
    Page("apply-language", "admissions.answer", "applicant", LANGUAGE),
    Page("apply-text", "admissions.answer", "applicant", TEXT),
    Page("apply-text-wrong", "admissions.answer", "applicant", TEXT, step=_fill_wrong),
    Page("apply-send", "admissions.send", "applicant", READY),
    Page("apply-refused", "admissions.paper", "applicant", REFUSED),
    Page("apply-offered", "admissions.paper", "applicant", OFFERED),
    Page("apply-decline", "admissions.place", "applicant", OFFERED),
    Page("apply-waitlisted", "admissions.paper", "applicant", WAITLISTED),
    Page("apply-withdraw", "admissions.withdraw", "applicant", WAITLISTED),
    Page("apply-sent", "admissions.paper", "applicant", SENT),
    Page("apply-closed", "admissions.paper", "applicant", CLOSED),
    Page("front-applications", "home.front", "applicant"),
    Page("applications", "admissions.applications", "coordinator", SENT),
    Page(
        "applications-none",
        "admissions.applications",
        "coordinator",
        values=CLOSED,
    ),
    Page("applications-waiting", "admissions.applications", "coordinator", WAITLISTED),
    Page("application", "admissions.application", "coordinator", FILE),
    Page("decide-accept", "admissions.applications", "coordinator", SENT, step=_tick_and("accept")),
    Page("decide-refuse", "admissions.applications", "coordinator", SENT, step=_tick_and("refuse")),
    Page("criteria", "admissions.criteria", "coordinator", SENT),
    Page(
        "criterion-new",
        "admissions.new_criterion",
        "coordinator",
        SENT | {"kind": "language"},
        step=send_empty,
    ),
    Page("criterion", "admissions.criterion", "coordinator", RULE),
    Page("criterion-rule", "admissions.criterion", "coordinator", RULE, step=_make_it_a_rule),
    Page("criterion-remove", "admissions.remove_criterion", "coordinator", RULE),
    Page("excluded", "admissions.excluded", "coordinator", SENT),
)
NO_PAGES: dict[str, str] = {}

TITLES = (
    ("Innovation Lab of the Pacific", DRAFT),
    ("Ocean Entrepreneurs", READY),
    ("Hablemos: Conversations across the Pacific", REFUSED),
    ("Island Health", OFFERED),
    ("Stories of Navigation", WAITLISTED),
    ("Women Who Lead", SENT),
    ("Coral Reefs and Law", CLOSED),
)
MOTIVATION = (
    "I grew up on an island that gets smaller every year, and I want to work with people who see "
    "the same thing from another shore. In my second year I built a tide gauge out of a phone.\n\n"
    "What I would bring: some electronics, patience, and English that I practise every day."
)


def set_up(stage: Stage) -> dict[str, str | int]:
    """Make what the pages show; gives the values that their addresses need."""
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        student, coordinator = _applicant(session, stage), _coordinator(session)
        for title, values in TITLES:
            desk = _exchange(session, stage, title, coordinator)
            values["exchange_id"] = desk.exchange_id
            _ask(session, desk, coordinator)
            _student_stands(session, desk, student, coordinator, values)
    return {"criterion_id": 0, "application_id": 0}


def _applicant(session: Session, stage: Stage) -> int:
    """The applicant, whom the roster has named already."""
    query = select(Identity.person_id).where(
        Identity.subject == stage.applicant.sub,
        Identity.institution_id == stage.universities["moodle"].institution_id,
    )
    return session.scalars(query).one()


def _coordinator(session: Session) -> int:
    query = select(SignIn.person_id).where(SignIn.is_instructor.is_(True)).order_by(SignIn.id)
    return session.scalars(query).first() or 0


def _exchange(session: Session, stage: Stage, title: str, coordinator: int) -> Desk:
    today = date.today()  # noqa: DTZ011 (any day near the present one will do)
    samoa = stage.universities["moodle"].institution_id
    facts = ExchangeFacts(
        title,
        "Eight weeks in mixed teams: find something that does not work on your shore, and build the "
        "smallest thing that makes it better.",
        today + timedelta(days=60),
        today + timedelta(days=120),
        ["en"],
    )
    exchange_id = do_create_exchange(
        session, facts, institution_ids=[samoa], lead_id=samoa, actor_id=None
    )
    partnership = session.scalars(
        select(Partnership).where(Partnership.exchange_id == exchange_id)
    ).one()
    partnership.participation, partnership.places = Participation.APPLICATION, 4
    partnership.registers_until = today + timedelta(days=20)
    partnership.contact = "exchange@nus.example.org"
    session.flush()
    do_enrol(session, partnership_id=partnership.id, person_id=coordinator, role=Role.FACILITATOR)
    return desk_of(session, partnership.id)


def _asked(
    kind: CriterionKind, *, is_rule: bool = False, prompt: str = "", **settings: Any
) -> Asked:
    return Asked(0, kind, prompt, settings, is_rule)


def _ask(session: Session, desk: Desk, coordinator: int) -> None:
    session.add(
        Admission(
            partnership_id=desk.partnership_id,
            introduction="We look for curious people; you need not be the best of your year.",
            has_interview=True,
            interview_about="Fifteen minutes by video, in English.",
        )
    )
    session.flush()
    for asked in (
        _asked(CriterionKind.LANGUAGE, is_rule=True, language="en", level="B2"),
        _asked(CriterionKind.YEAR, studies=["bachelor", "master"], from_year=3),
        _asked(
            CriterionKind.BELONGING,
            is_rule=True,
            prompt="people with roots in the Pacific islands, because its stories are theirs",
        ),
        _asked(CriterionKind.MOTIVATION, minimum=200, maximum=2000),
    ):
        do_add_criterion(session, desk, asked, actor_id=coordinator)


ANSWERS: dict[CriterionKind, dict[str, Any]] = {
    CriterionKind.LANGUAGE: {"level": "C1"},
    CriterionKind.YEAR: {"study": "bachelor", "year": 3},
    CriterionKind.BELONGING: {"answer": "yes"},
    CriterionKind.MOTIVATION: {"text": MOTIVATION},
}


def _viewer(person_id: int) -> Viewer:
    return Viewer(0, person_id, "", None, "", None, "UTC", "", "", False, False, True)


def _answer(session: Session, desk: Desk, person_id: int, **changed: dict[str, Any]) -> Application:
    """Answer what is asked, or what of it is named."""
    application = do_begin_application(session, desk.partnership_id, person_id)
    for asked in criteria_of(session, desk.partnership_id):
        value = changed.get(asked.kind.value, ANSWERS[asked.kind])
        paper = own_paper(session, _viewer(person_id), desk.exchange_id)
        if value and paper.can_be_written:
            do_answer(session, paper, asked, value)
    return application


def _send(session: Session, desk: Desk, person_id: int, **changed: dict[str, Any]) -> int:
    application = _answer(session, desk, person_id, **changed)
    paper = own_paper(session, _viewer(person_id), desk.exchange_id)
    if paper.is_ready:
        do_send_application(session, paper)
    return application.id


def _others(session: Session, desk: Desk) -> list[int]:
    """Some more who apply: a few below the year, two below the language level."""
    keys = []
    for number, name in enumerate(
        (
            "Sina Leavasa",
            "Tavita Faleolo",
            "Moana Tuilagi",
            "Ioane Ah Kuoi",
            "Lani Nu‘u",
            "Fetu Aiono",
        )
    ):
        launched = LaunchedPerson(1, desk.institution_id, f"a-{number}", name, "", "", "", False)
        person = do_recognise(session, launched)
        do_welcome(session, person.id, display_name=name, timezone="Pacific/Apia", language="en")
        level = "B1" if number > 3 else "B2"
        year = {"study": "bachelor", "year": number % 4 + 1}
        keys.append(_send(session, desk, person.id, language={"level": level}, year=year))
    return keys


def _student_stands(
    session: Session, desk: Desk, student: int, coordinator: int, values: Values
) -> None:
    criteria = {asked.kind: asked.id for asked in criteria_of(session, desk.partnership_id)}
    if values is DRAFT:
        short = {"text": MOTIVATION[:120]}
        _answer(session, desk, student, belonging={}, motivation=short)
        LANGUAGE.update(values, criterion_id=criteria[CriterionKind.LANGUAGE])
        TEXT.update(values, criterion_id=criteria[CriterionKind.MOTIVATION])
    elif values is READY:
        _answer(session, desk, student)
    elif values is REFUSED:
        _answer(session, desk, student, language={"level": "B1"})
    elif values is CLOSED:
        do_begin_application(session, desk.partnership_id, student)
        session.execute(
            update(Partnership)
            .where(Partnership.id == desk.partnership_id)
            .values(registers_until=date(2026, 1, 31))
        )
    else:
        _decided(session, desk, student, coordinator, values)
        RULE.update(values, criterion_id=criteria[CriterionKind.YEAR])


def _decided(session: Session, desk: Desk, student: int, coordinator: int, values: Values) -> None:
    mine = _send(session, desk, student)
    others = _others(session, desk)
    accept, wait = Verdict(Decision.ACCEPT), Verdict(Decision.WAITLIST)
    if values is OFFERED:
        do_decide(session, desk, [mine], accept, actor_id=coordinator)
    elif values is WAITLISTED:
        do_decide(session, desk, [*others[2:4], mine], wait, actor_id=coordinator)
        values["show"] = "waitlisted"
    else:
        do_decide(session, desk, others[:2], accept, actor_id=coordinator)
        do_arrange_interview(
            session,
            desk,
            mine,
            at=clock.now().replace(minute=0) + timedelta(days=9),
            where="https://meet.example.org/room-7",
            actor_id=coordinator,
        )
        FILE.update(values, application_id=mine)
