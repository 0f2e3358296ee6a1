"""Two universities under one issuer and client_id place content, each its own and nothing else."""

import pytest

from tests.launch.placing import Chooser, form_with, payload
from tests.launch.refusals import assert_refused
from tests.launch.universities import TOOL, Universities, University
from vsm_platform.practice import Step, Visit

SECRET = "Madrid's own course"
DEPLOYMENT = "https://purl.imsglobal.org/spec/lti/claim/deployment_id"


@pytest.fixture(params=[("Madrid", "Manila"), ("Bogota", "Tokyo")], ids=["blackboard", "canvas"])
def tenants(
    request: pytest.FixtureRequest, universities: Universities
) -> tuple[University, University]:
    """Each has an exchange of its own; teachers and courses have the same identifiers in both."""
    first, second = (universities.connect(name) for name in request.param)
    universities.exchange(first, title=SECRET)
    universities.exchange(second, title="The other course")
    assert first.tool.client_id == second.tool.client_id
    assert first.teacher.sub == second.teacher.sub
    assert first.course.id == second.course.id
    return first, second


@pytest.fixture
def first(universities: Universities, tenants: tuple[University, University]) -> Chooser:
    return Chooser(universities, tenants[0])


@pytest.fixture
def second(universities: Universities, tenants: tuple[University, University]) -> Chooser:
    return Chooser(universities, tenants[1])


def forged(chooser: Chooser, own: Visit, address: str) -> Visit:
    """Send an own form to another address."""
    form = own.forms[form_with(own, "csrf_token")]
    return chooser.robot.send(Step("POST", address, {**form.fields, "pages": "home"}))


def test_each_is_offered_its_own_exchange(first: Chooser, second: Chooser) -> None:
    assert SECRET in first.open().text
    assert SECRET not in second.open().text


def test_the_others_exchange_can_be_neither_seen_nor_placed(
    first: Chooser, second: Chooser
) -> None:
    page = second.open()

    for visit in (
        second.robot.open(f"{page.url}?exchange=1"),
        forged(second, page, f"{page.url}?exchange=1"),
    ):
        assert_refused(visit, "not_found", 404)
        assert SECRET not in visit.body
    assert second.new_links == []


def test_the_others_request_cannot_be_answered_by_somebody_of_the_same_name_and_course(
    first: Chooser, second: Chooser
) -> None:
    page, own = first.open(), second.open()

    for visit in (
        second.robot.open(page.url),
        forged(second, own, page.url),
        forged(second, own, f"{page.url}/nothing"),
    ):
        assert_refused(visit, "not_found", 404)
    assert first.place(page, "home").status == 200


def test_an_answer_names_the_deployment_that_asked_and_fits_no_other(
    first: Chooser, second: Chooser
) -> None:
    step = first.answered(first.open(), "home")
    claims = payload(step)
    assert claims[DEPLOYMENT] == first.university.deployment_id

    other = second.answered(second.open(), "home")
    crossed = Step("POST", other.action, {"JWT": step.form["JWT"]})
    visit = second.robot.send(crossed)

    assert visit.status == 400
    assert second.new_links == []


def test_a_link_that_was_carried_over_shows_nothing_of_where_it_came_from(
    first: Chooser, second: Chooser
) -> None:
    first.place(first.open(), "people")
    [link] = first.new_links
    second.place(second.open(), "home")
    second.university.course.links[link.id] = link

    visit = second.robot.launch(
        second.university.world.launch_address(
            second.university.tenant, second.university.course, link, second.university.teacher
        )
    )

    assert visit.url == f"{TOOL}/exchanges/2/"
    assert SECRET not in visit.body
