"""A verified launch becomes a person in the right place."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from lti.claims import AssignmentsAndGrades
from lti.launch import Launch, MessageType
from lti.services.grades import LINE_ITEM
from vsm_platform.accounts.api import (
    LaunchedPerson,
    Person,
    RecognisedPerson,
    SignIn,
    Visit,
    do_begin_visit,
    do_make_new_tab_code,
    do_recognise,
)
from vsm_platform.admissions.api import application_path
from vsm_platform.core.unit_of_work import Database, after_commit
from vsm_platform.exchanges.api import (
    CourseLinkView,
    Entered,
    Entry,
    Role,
    course_link,
    do_enter,
    do_link_course,
    do_plan_roster,
)
from vsm_platform.grading.api import do_note_arrival
from vsm_platform.institutions.api import (
    CourseServices,
    DeploymentView,
    State,
    do_note_course_services,
    do_note_unknown_deployment,
    find_deployment,
)
from vsm_platform.institutions.errors import DeploymentDecided
from vsm_platform.launch.deep_linking.actions.requests import do_keep_request
from vsm_platform.launch.errors import (
    DeploymentPending,
    DeploymentSuspended,
    DeploymentUnknown,
    InstitutionSuspended,
)
from vsm_platform.launch.queries import landing_path, placed_page, shown_columns

COURSE_CHOICE = "/launch/course"
FRONT_PAGE = "/"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a launch leads: the visit that it began, and the page to show."""

    visit_id: int
    person_id: int
    path: str
    is_new: bool
    """Nobody has come here as this person before, so the welcome stands before the path."""
    code: str | None
    """A one-time code for a new tab, where this browser has not shown that it keeps cookies."""


def course_key(launch: Launch) -> str:
    """What tells one LMS course from another: its context, or the link where none is named."""
    if launch.context:
        return f"context:{launch.context.id}"
    return f"link:{launch.resource_link.id}" if launch.resource_link else ""


def do_admit(database: Database, launch: Launch, *, with_code: bool) -> Arrival:
    """Let the person of a verified launch in.

    Raises:
        DeploymentUnknown: it has never been seen here; ``do_note_deployment`` is to follow.
        DeploymentPending: it waits for an administrator here.
        DeploymentSuspended, InstitutionSuspended: an administrator here closed the door.
        ReturnAddressForeign: the answer to a deep linking request would go elsewhere.
    """
    with database.unit_of_work(writes=True) as session:
        deployment = _open_deployment(session, launch)
        person = do_recognise(session, _launched_person(launch, deployment))
        visit = _begin_visit(session, launch, deployment, person)
        path = _arrive(session, launch, deployment, person, visit)
        code = do_make_new_tab_code(session, visit, path) if with_code else None
        return Arrival(visit.id, person.id, path, person.is_new, code)


def _open_deployment(session: Session, launch: Launch) -> DeploymentView:
    found = find_deployment(
        session, launch.registration.key, launch.deployment_id, course_key(launch)
    )
    if found is None:
        raise DeploymentUnknown
    if found.state == State.PENDING:
        raise DeploymentPending
    if found.state != State.ACTIVE or found.institution_id is None:
        raise DeploymentSuspended
    if found.institution_state != State.ACTIVE:
        raise InstitutionSuspended(institution=found.institution_name or "")
    return found


def _note_services(session: Session, launch: Launch, deployment: DeploymentView) -> int | None:
    """Note which services the LMS offers for this course; gives the course's id, if it has any."""
    roster, grades, groups = (
        launch.names_and_roles,
        launch.assignments_and_grades,
        launch.course_groups,
    )
    if launch.context is None or not (roster or grades or groups):
        return None
    services = CourseServices(
        memberships_url=roster.context_memberships_url if roster else "",
        line_items_url=(grades.lineitems or "") if grades else "",
        line_item_url=_given_line_item(grades) if grades else "",
        grade_scopes=grades.scopes if grades else (),
        groups_url=groups.context_groups_url if groups else "",
    )
    return do_note_course_services(session, deployment, course_key(launch), services)


def _given_line_item(grades: AssignmentsAndGrades) -> str:
    """The link's own column, where the LMS lets us make none (AGS 2.0, 3.1.1)."""
    makes_its_own = grades.lineitems and LINE_ITEM in grades.scopes
    return "" if makes_its_own else grades.lineitem or ""


def _note_arrival(
    session: Session,
    launch: Launch,
    link: CourseLinkView,
    person: RecognisedPerson,
    lms_course_id: int | None,
    *,
    changed: bool,
) -> None:
    """Tell grading of who has come anew, and of a column that deep linking has made."""
    grades = launch.assignments_and_grades
    shown = (lms_course_id, grades.lineitem) if grades and grades.lineitem else None
    is_new = shown is not None and shown not in shown_columns()
    if changed or is_new:
        do_note_arrival(session, link.exchange_id, person.id, shows_column=is_new)
    if is_new:
        after_commit(session, partial(shown_columns().add, shown))


def do_note_deployment(database: Database, launch: Launch) -> None:
    """A deployment that has shown itself for the first time waits for an administrator."""
    name = launch.tool_platform.name if launch.tool_platform else ""
    # Of two first launches at once one may be faster; the deployment waits all the same.
    with suppress(DeploymentDecided), database.unit_of_work(writes=True) as session:
        do_note_unknown_deployment(session, launch.registration.key, launch.deployment_id, name)


def _launched_person(launch: Launch, deployment: DeploymentView) -> LaunchedPerson:
    return LaunchedPerson(
        registration_id=launch.registration.key,
        institution_id=deployment.institution_id or 0,
        subject=launch.subject,
        name=launch.name[:200],
        given_name=launch.given_name[:200],
        family_name=launch.family_name[:200],
        email=launch.email[:320],
        is_test_user=launch.roles.is_test_user,
    )


def _begin_visit(
    session: Session, launch: Launch, deployment: DeploymentView, person: RecognisedPerson
) -> Visit:
    title = launch.context.title or launch.context.label if launch.context else ""
    return do_begin_visit(
        session,
        person,
        deployment_id=deployment.id,
        launch_locale=launch.locale[:20],
        return_url=launch.return_url or "",
        course_key=course_key(launch)[:300],
        course_title=(title or "")[:200],
        is_instructor=launch.roles.is_instructor,
    )


def _arrive(
    session: Session,
    launch: Launch,
    deployment: DeploymentView,
    person: RecognisedPerson,
    visit: Visit,
) -> str:
    """Enrol the person where the course belongs to an exchange; gives the page to show.

    Where the university's students apply, or its door is closed, that is the page that says so.
    Whoever places content is not a participant yet: an instructor becomes one by choosing.
    """
    if launch.message_type is MessageType.DEEP_LINKING:
        return do_keep_request(session, launch, deployment_id=deployment.id, sign_in_id=visit.id)
    lms_course_id = _note_services(session, launch, deployment)
    placed = placed_page(launch)
    link = course_link(session, deployment.id, course_key(launch))
    if link:
        entered = _enrol(session, link, person, launch.roles.is_instructor, lms_course_id)
        if lms_course_id and not link.has_roster:
            do_plan_roster(session, link.link_id)
        if entered.entry is not Entry.ENROL:
            return application_path(link.exchange_id)
        _note_arrival(session, launch, link, person, lms_course_id, changed=entered.changed)
        return landing_path(session, link.exchange_id, placed)
    query = f"?{urlencode({'page': placed.path})}" if placed else ""
    return COURSE_CHOICE + query if course_key(launch) else FRONT_PAGE


def _enrol(
    session: Session,
    link: CourseLinkView,
    person: RecognisedPerson,
    is_instructor: bool,
    lms_course_id: int | None = None,
) -> Entered:
    return do_enter(
        session,
        partnership_id=link.partnership_id,
        person_id=person.id,
        role=Role.FACILITATOR if is_instructor else Role.STUDENT,
        lms_course_id=lms_course_id,
        is_test=person.is_test_user,
    )


def do_choose_exchange(session: Session, visit: SignIn, person: Person, partnership_id: int) -> int:
    """An instructor says which exchange the LMS course belongs to, and is enrolled in it.

    Returns:
        The id of the exchange.
    """
    link = do_link_course(
        session,
        deployment_id=visit.deployment_id or 0,
        course_key=visit.course_key,
        course_title=visit.course_title,
        partnership_id=partnership_id,
        institution_id=person.institution_id or 0,
        actor_id=person.id,
    )
    recognised = RecognisedPerson(person.id, person.is_test_user)
    _enrol(session, link, recognised, is_instructor=True)
    do_note_arrival(session, link.exchange_id, person.id)
    return link.exchange_id
