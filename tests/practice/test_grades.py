"""Line items, scores and results of the practice LMS's gradebook."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.practice.stand_in_tool import AGS

ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
ALL = f"{AGS}lineitem {AGS}score {AGS}result.readonly"


class Gradebook:
    """A tool's use of one course's gradebook."""

    def __init__(self, stage):
        self.stage = stage
        self.address = stage.claims()[ENDPOINT]["lineitems"]
        self.token = stage.tool.token(stage.known, ALL)

    def call(self, method, address, document=None, media_type="", *, token=""):
        return self.stage.tool.call(method, address, token or self.token, document, media_type)

    def create(self, label="Reflection", maximum=20, **more):
        document = {"label": label, "scoreMaximum": maximum, **more}
        answer = self.call("POST", self.address, document, LINE_ITEM)
        assert answer.status == 201, answer.text
        return json.loads(answer.body)

    def score(self, item, **changes):
        document = {
            "userId": self.stage.student.sub,
            "scoreGiven": 15,
            "scoreMaximum": 20,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "timestamp": datetime.now(UTC).isoformat(),
            **changes,
        }
        return self.call("POST", part(item, "scores"), document, SCORE)

    def results(self, item):
        return json.loads(self.call("GET", part(item, "results")).body)

    def list(self, query=""):
        joint = "&" if "?" in self.address else "?"
        return json.loads(self.call("GET", f"{self.address}{joint}{query}").body)


def part(item, name):
    """The address of a line item's scores or results; a query stays behind it."""
    path, _, query = item["id"].partition("?")
    return f"{path}/{name}" + (f"?{query}" if query else "")


@pytest.fixture
def gradebook(moodle):
    return Gradebook(moodle)


def test_a_line_item_lives_from_creation_to_deletion(every_flavour):
    gradebook = Gradebook(every_flavour)
    item = gradebook.create(tag="essay", resourceId="r1")
    assert json.loads(gradebook.call("GET", item["id"]).body) == item
    changed = {**item, "label": "Essay", "scoreMaximum": 10}
    answer = gradebook.call("PUT", item["id"], changed, LINE_ITEM)
    assert json.loads(answer.body)["label"] == "Essay"
    assert gradebook.call("DELETE", item["id"]).status == 204
    assert gradebook.call("GET", item["id"]).status == 404


def test_line_items_are_found_by_tag_resource_and_link(gradebook):
    gradebook.create("One", tag="a")
    gradebook.create("Two", resourceId="b")
    gradebook.create("Three", resourceLinkId=gradebook.stage.link.id)
    labels = [
        [item["label"] for item in gradebook.list(query)]
        for query in ("tag=a", "resource_id=b", f"resource_link_id={gradebook.stage.link.id}")
    ]
    assert labels == [["One"], ["Two"], ["Three"]]
    assert len(gradebook.list()) == 3


def test_a_link_s_own_column_stands_in_its_launch(gradebook):
    item = gradebook.create(resourceLinkId=gradebook.stage.link.id)
    assert gradebook.stage.claims()[ENDPOINT]["lineitem"] == item["id"]


def test_many_line_items_come_in_pages(gradebook):
    for number in range(5):
        gradebook.create(f"Column {number}")
    joint = "&" if "?" in gradebook.address else "?"
    answer = gradebook.call("GET", f"{gradebook.address}{joint}limit=3")
    following = answer.header("link").partition(">")[0].strip("<")
    assert len(json.loads(answer.body)) == 3
    assert len(json.loads(gradebook.call("GET", following).body)) == 2


@pytest.mark.parametrize(
    "document",
    [
        {"scoreMaximum": 1},
        {"label": "", "scoreMaximum": 1},
        {"label": "x", "scoreMaximum": 0},
        {"label": "x", "scoreMaximum": "ten"},
        {"label": "x"},
        {"label": "x", "scoreMaximum": 1, "tag": 7},
        ["no object"],
    ],
)
def test_a_wrong_line_item_is_refused(gradebook, document):
    answer = gradebook.call("POST", gradebook.address, document, LINE_ITEM)
    assert answer.status == 400


def test_a_line_item_of_a_link_that_is_not_there_is_refused(gradebook):
    document = {"label": "x", "scoreMaximum": 1, "resourceLinkId": "none"}
    assert gradebook.call("POST", gradebook.address, document, LINE_ITEM).status == 404


def test_a_body_of_another_media_type_is_refused(gradebook):
    document = {"label": "x", "scoreMaximum": 1}
    answer = gradebook.call("POST", gradebook.address, document, "application/json")
    assert answer.status == 415


def test_a_score_becomes_a_result_on_the_column_s_scale(gradebook):
    item = gradebook.create(maximum=100)
    assert gradebook.score(item, comment="Well done").status == 200
    (result,) = gradebook.results(item)
    assert (result["resultScore"], result["resultMaximum"]) == (75.0, 100)
    assert result["comment"] == "Well done"
    assert result["userId"] == gradebook.stage.student.sub


def test_an_equal_or_older_timestamp_is_refused(gradebook):
    item = gradebook.create()
    now = datetime.now(UTC)
    assert gradebook.score(item, timestamp=now.isoformat()).status == 200
    assert gradebook.score(item, timestamp=now.isoformat()).status == 409
    older = (now - timedelta(seconds=1)).isoformat()
    assert gradebook.score(item, timestamp=older).status == 409
    newer = (now + timedelta(seconds=1)).isoformat()
    assert gradebook.score(item, timestamp=newer, scoreGiven=20).status == 200
    assert gradebook.results(item)[0]["resultScore"] == 20.0


def test_a_score_that_is_not_fully_graded_shows_no_number(gradebook):
    item = gradebook.create()
    gradebook.score(item, gradingProgress="PendingManual", activityProgress="Submitted")
    assert "resultScore" not in gradebook.results(item)[0]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"userId": "nobody"}, 404),
        ({"activityProgress": "Done"}, 400),
        ({"gradingProgress": "Done"}, 400),
        ({"scoreGiven": -1}, 400),
        ({"scoreMaximum": None}, 400),
        ({"scoreMaximum": 0}, 400),
        ({"timestamp": "2026-11-22T10:00:00"}, 400),
        ({"timestamp": "soon"}, 400),
        ({"timestamp": "2999-01-01T00:00:00Z"}, 400),
        ({"submission": "late"}, 400),
    ],
)
def test_a_wrong_score_is_refused(gradebook, changes, status):
    assert gradebook.score(gradebook.create(), **changes).status == status


def test_a_teacher_gets_no_score(gradebook):
    item = gradebook.create()
    assert gradebook.score(item, userId=gradebook.stage.teacher.sub).status == 400


def test_results_of_one_person_can_be_asked_for(gradebook):
    item = gradebook.create()
    for student in gradebook.stage.tenant.people("student"):
        gradebook.score(item, userId=student.sub)
    address = part(item, "results")
    joint = "&" if "?" in address else "?"
    one = gradebook.call("GET", f"{address}{joint}user_id={gradebook.stage.student.sub}")
    assert len(json.loads(one.body)) == 1
    assert len(gradebook.results(item)) == 3


def test_reading_is_not_writing(gradebook):
    tool, known = gradebook.stage.tool, gradebook.stage.known
    reader = tool.token(known, f"{AGS}lineitem.readonly")
    document = {"label": "x", "scoreMaximum": 1}
    assert gradebook.call("GET", gradebook.address, token=reader).status == 200
    refused = gradebook.call("POST", gradebook.address, document, LINE_ITEM, token=reader)
    assert refused.status == 403


def test_another_tool_s_columns_are_not_there(theatre):
    stage = theatre.stage("moodle")
    gradebook = Gradebook(stage)
    item = gradebook.create()
    theatre.register(stage.tenant)
    gradebook.token = theatre.tool.token(stage.known, ALL)
    assert gradebook.call("GET", item["id"]).status == 404
    assert gradebook.list() == []


def test_the_gradebook_shows_what_arrived(gradebook):
    item = gradebook.create("Peer feedback")
    gradebook.score(item, scoreGiven=17.5, comment="Kind and clear")
    stage = gradebook.stage
    page = stage.robot().open(
        stage.world.tenant_address(stage.tenant, f"/courses/{stage.course.id}/gradebook")
    )
    assert "Peer feedback" in page.text
    assert "17.5 Kind and clear" in page.text
    assert stage.student.name in page.text
