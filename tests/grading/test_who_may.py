"""Who may see and do what with grades; each of these tries what is not theirs."""

import pytest
from sqlalchemy import select, update

from tests.grading.conftest import OpenGradebooks
from tests.grading.gradebooks import Gradebooks, send
from tests.launch.universities import TOOL, Universities, University
from tests.people import World as People
from vsm_platform.accounts.api import Person
from vsm_platform.core.outbox import Delivery
from vsm_platform.practice import Robot, Step


@pytest.fixture
def essay(books: Gradebooks, samoa: University) -> int:
    books.everybody_arrives()
    return books.add_mark(books.appoint(samoa))


def test_a_student_opens_nothing_but_the_own_marks(
    books: Gradebooks, samoa: University, essay: int
) -> None:
    student = books.arrive(samoa, samoa.student)
    column = books.column_page(samoa, essay)
    for path in (
        f"{books.grades}/new",
        f"{books.grades}/{essay}/marks",
        f"{books.grades}/deliveries",
        column,
        f"{column}/stop",
    ):
        assert student.open(path).status in {403, 404}, path
    page = student.open(books.grades).text
    assert "Give marks" not in page
    assert "Deliveries" not in page


def test_a_facilitator_keeps_the_own_gradebook_and_no_other(
    books: Gradebooks, samoa: University, bogota: University, essay: int
) -> None:
    """Not even a coordinator chooses a column in another university's gradebook."""
    for robot, other in ((books.teacher(bogota), samoa), (books.teacher(samoa), bogota)):
        page = books.column_page(other, essay)
        assert robot.open(page).status == 404
        own = robot.open(books.column_page(samoa if other is bogota else bogota, essay))
        number = next(n for n, form in enumerate(own.forms) if "label" in form.fields)
        own.forms[number].fields["label"] = "Stolen"
        forged = own.forms[number].fields | {"label": "Stolen", "maximum": "1", "step": "1"}
        answer = post(robot, page, forged)
        assert answer == 404
        assert post(robot, f"{page}/compare", forged) == 404
        assert post(robot, f"{page}/stop", forged) == 404
    assert books.column_state(essay) == []


def post(robot: Robot, address: str, fields: dict[str, str]) -> int:
    return robot.send(Step("POST", address, fields)).status


def test_only_a_coordinator_adds_a_mark(books: Gradebooks, bogota: University, essay: int) -> None:
    teacher = books.teacher(bogota)
    assert teacher.open(f"{books.grades}/new").status == 403
    assert "Add a mark" not in teacher.open(books.grades).text


def test_a_facilitator_sees_deliveries_of_the_own_university_only(
    books: Gradebooks, samoa: University, bogota: University, essay: int
) -> None:
    books.with_column(samoa)
    books.with_column(bogota)

    theirs = books.teacher(bogota).open(f"{books.grades}/deliveries").text
    everything = books.teacher(samoa).open(f"{books.grades}/deliveries").text

    assert samoa.tenant.name not in theirs
    assert bogota.tenant.name in theirs
    assert {samoa.tenant.name, bogota.tenant.name} <= {
        name for name in (samoa.tenant.name, bogota.tenant.name) if name in everything
    }


def test_nobody_sends_another_university_s_delivery_again(
    books: Gradebooks, samoa: University, bogota: University, essay: int
) -> None:
    books.with_column(samoa)
    of_samoa = select(Delivery.id).where(Delivery.institution_id == samoa.institution_id)
    ((delivery,),) = books.universities.rows(of_samoa.limit(1))
    robot = books.teacher(bogota)
    token = robot.open(f"{books.grades}/{essay}/marks").forms
    csrf = next(form.fields["csrf_token"] for form in token if "csrf_token" in form.fields)
    fields = {"csrf_token": csrf, "delivery": str(delivery)}
    assert post(robot, f"{books.grades}/deliveries/again", fields) == 404


def test_another_exchange_s_measures_open_nothing_here(
    books: Gradebooks, open_gradebooks: OpenGradebooks, essay: int, samoa: University
) -> None:
    other = open_gradebooks("brightspace")
    other.everybody_arrives()
    (auckland,) = other.partners
    stranger = other.teacher(auckland)

    assert stranger.open(books.grades).status == 404
    assert stranger.open(f"{books.grades}/{essay}/marks").status == 404
    assert stranger.open(f"{other.grades}/{essay}/marks").status == 404
    lms_course = books.lms_course(samoa)
    own = f"{other.grades}/{other.measure()}/columns/{lms_course}"
    assert stranger.open(own).status == 404, "a foreign gradebook below the own exchange"


def test_strangers_and_people_without_a_part_find_nothing(
    books: Gradebooks, universities: Universities, essay: int
) -> None:
    stranger = universities.robot()
    for path in (books.grades, f"{books.grades}/{essay}/marks", f"{books.grades}/deliveries"):
        assert stranger.open(path).status == 401
        assert stranger.open(f"{TOOL}/admin/deliveries").status == 401


def test_an_administrator_sees_how_it_stands_and_no_names(
    books: Gradebooks, samoa: University, essay: int
) -> None:
    books.with_column(samoa)
    administrator = People(books.app).administrator().browser
    path = f"/exchanges/{books.exchange_id}/grades"

    overview = administrator.get(path)
    deliveries = administrator.get(f"{path}/deliveries")

    assert overview.status_code == deliveries.status_code == 200
    for page in (overview, deliveries):
        for student in samoa.students:
            assert student.name not in page.text
    assert administrator.get(f"{path}/{essay}/marks").status_code == 403
    assert administrator.get("/admin/deliveries").status_code == 200


def test_a_name_is_shown_to_markers_only_after_its_bearer_has_read_the_notice(
    books: Gradebooks, samoa: University, essay: int
) -> None:
    with books.universities.work() as session:
        silent = update(Person).where(Person.display_name == samoa.student.name)
        session.execute(silent.values(notice_version=""))
    page = books.teacher(samoa).open(f"{books.grades}/{essay}/marks")
    assert samoa.student.name not in page.body
    assert samoa.students[1].name in page.body


def test_forms_need_their_token(books: Gradebooks, samoa: University, essay: int) -> None:
    robot = books.teacher(samoa)
    page = robot.open(f"{books.grades}/{essay}/marks")
    enrolment = books.enrolment(samoa, samoa.student)
    refused = send(
        robot, page, f"value_{enrolment}", **{f"value_{enrolment}": "5", "csrf_token": "forged"}
    )
    assert refused.status == 400
