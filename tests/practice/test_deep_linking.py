"""Deep linking: the request, the tool's signed answer, and what comes to stand in the course."""

import time
import uuid

import pytest

from tests.practice.stand_in_tool import CLAIM, DEEP_LINKING
from vsm_platform.practice import Step

SETTINGS = f"{DEEP_LINKING}deep_linking_settings"
ITEM = {
    "type": "ltiResourceLink",
    "title": "Week 1",
    "text": "Meet your team",
    "url": "http://localhost:9001/lti/launch?week=1",
    "custom": {"week": "1"},
    "lineItem": {"scoreMaximum": 20, "label": "Week 1 essay", "tag": "essay"},
}


def begin(stage):
    """Open the tool's chooser as the teacher and return the request's claims."""
    registration = stage.platform.registrations[stage.known["client_id"]]
    address = stage.world.deep_linking_address(
        stage.tenant, stage.course, registration, stage.teacher
    )
    assert stage.robot().open(address).status == 200
    return stage.tool.launches[-1]


def answer(stage, request, items=(ITEM,), **changes):
    """The tool's response as its claims; a change to None leaves a claim out."""
    now = int(time.time())
    claims = {
        "iss": stage.known["client_id"],
        "sub": stage.known["client_id"],
        "aud": [stage.known["issuer"]],
        "iat": now,
        "exp": now + 60,
        "nonce": uuid.uuid4().hex,
        f"{CLAIM}message_type": "LtiDeepLinkingResponse",
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": request[f"{CLAIM}deployment_id"],
        f"{DEEP_LINKING}content_items": list(items),
        f"{DEEP_LINKING}data": request[SETTINGS].get("data"),
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def send(stage, request, claims, **headers):
    token = stage.tool.sign(claims, **headers)
    step = Step("POST", request[SETTINGS]["deep_link_return_url"], {"JWT": token})
    return stage.robot().send(step)


def test_the_request_asks_for_links(every_flavour):
    request = begin(every_flavour)
    assert request[f"{CLAIM}message_type"] == "LtiDeepLinkingRequest"
    assert f"{CLAIM}resource_link" not in request
    assert "ltiResourceLink" in request[SETTINGS]["accept_types"]
    assert "window" in request[SETTINGS]["accept_presentation_document_targets"]


def test_the_answer_becomes_a_graded_link_that_can_be_opened(every_flavour):
    stage = every_flavour
    request = begin(stage)
    visit = send(stage, request, answer(stage, request, **{f"{DEEP_LINKING}msg": "Done!"}))
    assert visit.status == 200, visit.text
    assert "Done!" in visit.text
    link = list(stage.course.links.values())[-1]
    item = stage.course.line_items[link.line_item_id]
    assert (link.title, link.custom) == ("Week 1", {"week": "1"})
    assert (item.label, item.score_maximum, item.tag) == ("Week 1 essay", 20, "essay")
    address = stage.world.launch_address(stage.tenant, stage.course, link, stage.student)
    assert stage.robot().launch(address).status == 200
    assert stage.tool.launches[-1][f"{CLAIM}target_link_uri"] == ITEM["url"]


def test_other_items_stand_in_the_course_too(theatre):
    stage = theatre.stage("canvas")
    request = begin(stage)
    item = {"type": "link", "title": "Syllabus", "url": "https://example.org/syllabus"}
    assert send(stage, request, answer(stage, request, [item])).status == 200
    page = stage.robot().open(
        stage.world.tenant_address(
            stage.tenant, f"/courses/{stage.course.id}?account={stage.teacher.sub}"
        )
    )
    assert "Syllabus" in page.text


def test_nothing_chosen_is_an_answer_too(moodle):
    request = begin(moodle)
    changes = {f"{DEEP_LINKING}errormsg": "You chose nothing."}
    visit = send(moodle, request, answer(moodle, request, [], **changes))
    assert visit.status == 200
    assert "You chose nothing." in visit.text
    assert len(moodle.course.links) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "nobody"},
        {"aud": "https://elsewhere.example"},
        {"exp": 1},
        {"nonce": None},
        {f"{CLAIM}message_type": "LtiResourceLinkRequest"},
        {f"{CLAIM}version": None},
        {f"{CLAIM}deployment_id": "999"},
        {f"{DEEP_LINKING}data": "made up"},
        {f"{DEEP_LINKING}content_items": "none"},
        {f"{DEEP_LINKING}content_items": [{"type": "image"}]},
        {f"{DEEP_LINKING}content_items": [{**ITEM, "url": "javascript:alert(1)"}]},
        {f"{DEEP_LINKING}content_items": [{**ITEM, "lineItem": {"scoreMaximum": 0}}]},
        {f"{DEEP_LINKING}content_items": [{**ITEM, "lineItem": 20}]},
        {f"{DEEP_LINKING}content_items": [{**ITEM, "custom": "week"}]},
    ],
)
def test_a_wrong_answer_is_refused_and_places_nothing(moodle, changes):
    request = begin(moodle)
    visit = send(moodle, request, answer(moodle, request, **changes))
    assert visit.status == 400
    assert len(moodle.course.links) == 1


def test_an_answer_by_an_unknown_key_is_refused(moodle):
    request = begin(moodle)
    assert send(moodle, request, answer(moodle, request), kid="another").status == 400


def test_an_answer_is_good_for_one_use(moodle):
    request = begin(moodle)
    claims = answer(moodle, request)
    assert [send(moodle, request, claims).status for _ in range(2)] == [200, 400]


def test_blackboard_wants_the_application_as_subject(theatre):
    stage = theatre.stage("blackboard")
    request = begin(stage)
    assert send(stage, request, answer(stage, request, sub=None)).status == 400
    assert send(stage, request, answer(stage, request)).status == 200


def test_data_that_was_sent_must_come_back(theatre):
    stage = theatre.stage("brightspace")
    request = begin(stage)
    assert request[SETTINGS]["data"]
    claims = answer(stage, request, **{f"{DEEP_LINKING}data": None})
    assert send(stage, request, claims).status == 400
