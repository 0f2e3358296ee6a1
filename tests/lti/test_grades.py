"""The gradebook of a platform: what is asked of it, and that nothing it answers is believed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from lti import ports
from lti.errors import ServiceError
from lti.services.connector import PlatformConnector
from lti.services.grades import (
    LINE_ITEM,
    LINE_ITEM_READ,
    RESULT_READ,
    SCORE,
    ActivityProgress,
    GradeService,
    GradingProgress,
    NewScore,
)
from lti.services.http import Answer, Call
from lti.services.tokens import AccessTokens
from lti.tool_keys import generate_tool_key

SITE = "https://lms.test"
COLUMNS = f"{SITE}/courses/1/lineitems?type_id=1"
COLUMN = f"{SITE}/courses/1/lineitems/7/lineitem?type_id=1"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEY = generate_tool_key()
TOKEN = json.dumps({"access_token": "opens", "expires_in": 3600}).encode()


def item(number: int = 7, **changes: Any) -> dict[str, Any]:
    document = {
        "id": f"{SITE}/courses/1/lineitems/{number}/lineitem?type_id=1",
        "label": "Exchange",
        "scoreMaximum": 10,
        "resourceId": "exchange-1",
        "tag": "participation",
    }
    return {name: value for name, value in {**document, **changes}.items() if value is not None}


@dataclass
class Lms:
    """Answers what it is told to, and remembers what it was asked."""

    answers: list[Answer] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)

    def send(self, call: Call, *, limit: int, total_seconds: float) -> Answer:
        assert limit
        assert total_seconds
        if call.address.endswith("/token"):
            self.scopes.append(call.body.decode().rpartition("scope=")[2])
            return Answer(200, {}, TOKEN)
        self.calls.append(call)
        return self.answers.pop(0)

    def says(self, document: object, status: int = 200, **headers: str) -> "Lms":
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.answers.append(Answer(status, headers, body))
        return self

    def service(
        self, scopes: Sequence[str] = (), code: str = "moodle", line_items: str = COLUMNS
    ) -> GradeService:
        registration = ports.Registration(
            1, SITE, "client", f"{SITE}/auth", f"{SITE}/token", None, f"{SITE}/keys", code
        )
        tokens = AccessTokens(self, lambda: KEY, lambda: NOW)
        connector = PlatformConnector(registration, tokens, self, pause=lambda _seconds: None)
        return GradeService(connector, line_items=line_items, scopes=scopes)


@pytest.fixture
def lms() -> Lms:
    return Lms()


def score(**changes: Any) -> NewScore:
    facts: dict[str, Any] = {
        "user_id": "u1",
        "timestamp": NOW,
        "activity": ActivityProgress.COMPLETED,
        "grading": GradingProgress.FULLY_GRADED,
        "given": 8.0,
        "maximum": 10.0,
    }
    return NewScore(**{**facts, **changes})


def test_columns_are_listed_page_by_page_with_the_filters_asked_for_and_checked(lms: Lms) -> None:
    following = f'<{SITE}/courses/1/lineitems?Page=aB>; rel="next"'
    lms.says([item(7), item(8, tag="other")], link=following).says([item(9)])

    found = list(lms.service().columns(resource_id="exchange-1", tag="participation"))

    assert [column.address for column in found] == [item(7)["id"], item(9)["id"]]
    assert lms.calls[0].address == f"{COLUMNS}&resource_id=exchange-1&tag=participation"
    assert lms.calls[1].address.endswith("?Page=aB")
    assert lms.calls[0].headers["Accept"].endswith("lineitemcontainer+json")


def test_of_several_columns_of_a_resource_the_one_with_the_tag_is_meant(lms: Lms) -> None:
    lms.says([item(7, tag="x"), item(8)]).says([item(7, tag="x")]).says([item(6, resourceId="y")])
    service = lms.service()
    assert service.find("exchange-1", "participation").address == item(8)["id"]
    assert service.find("exchange-1", "participation").address == item(7)["id"]
    assert service.find("exchange-1", "participation") is None


def test_a_column_is_made_with_a_whole_maximum_as_an_integer(lms: Lms) -> None:
    lms.says(item(), status=201)
    column = lms.service().create(label="Exchange", maximum=10.0, resource_id="e", tag="t")
    assert column.maximum == 10
    assert json.loads(lms.calls[0].body) == {
        "label": "Exchange",
        "scoreMaximum": 10,
        "resourceId": "e",
        "tag": "t",
    }
    assert b'"scoreMaximum": 10,' in lms.calls[0].body


def test_a_replacement_keeps_what_it_does_not_know(lms: Lms) -> None:
    lms.says(item(submissionReview={"reviewableStatus": []})).says(b"")
    service = lms.service()
    changed = service.update(service.read(COLUMN), label="New", maximum=12.5)
    sent = json.loads(lms.calls[1].body)
    assert (lms.calls[1].method, lms.calls[1].address) == ("PUT", COLUMN)
    assert sent == {**item(), "submissionReview": {"reviewableStatus": []}} | {
        "label": "New",
        "scoreMaximum": 12.5,
    }
    assert (changed.label, changed.maximum, changed.address) == ("New", 12.5, COLUMN)


def test_a_column_is_removed(lms: Lms) -> None:
    lms.says(b"", status=204)
    lms.service().remove(COLUMN)
    assert (lms.calls[0].method, lms.calls[0].address) == ("DELETE", COLUMN)


def test_a_score_goes_below_its_column_with_the_query_behind_it(lms: Lms) -> None:
    lms.says({"resultUrl": "x"})
    lms.service().give(COLUMN, score(comment="Good.", submitted_at=NOW, started_at=NOW))
    assert lms.calls[0].address == f"{SITE}/courses/1/lineitems/7/lineitem/scores?type_id=1"
    assert json.loads(lms.calls[0].body) == {
        "userId": "u1",
        "timestamp": "2026-11-25T12:00:00+00:00",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": 8,
        "scoreMaximum": 10,
        "comment": "Good.",
        "submission": {
            "startedAt": "2026-11-25T12:00:00+00:00",
            "submittedAt": "2026-11-25T12:00:00+00:00",
        },
    }


def test_a_score_without_a_number_takes_a_former_one_away(lms: Lms) -> None:
    lms.says(b"", status=204)
    lms.service().give(COLUMN, score(given=None, grading=GradingProgress.NOT_READY))
    assert not {"scoreGiven", "scoreMaximum"} & set(json.loads(lms.calls[0].body))


def test_results_are_read_of_everybody_and_of_one(lms: Lms) -> None:
    shown = [
        {"userId": "u1", "resultScore": 0.5, "resultMaximum": 1, "comment": "c"},
        {"userId": 2},
    ]
    lms.says(shown).says(shown)
    service = lms.service()
    everybody = list(service.results(COLUMN))
    assert [(one.user_id, one.score, one.maximum) for one in everybody] == [
        ("u1", 0.5, 1),
        ("2", None, 1),
    ]
    assert [one.user_id for one in service.results(COLUMN, "u1")] == ["u1"]
    assert lms.calls[1].address.endswith("/results?type_id=1&user_id=u1")


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (409, "moodle", "service_conflict"),
        (400, "openedx", "service_conflict"),
        (400, "moodle", "service_rejected"),
        (422, "openedx", "service_rejected"),
        (404, "moodle", "service_not_found"),
    ],
)
def test_an_old_score_is_a_conflict_in_each_platform_s_own_words(
    lms: Lms, status: int, code: str, expected: str
) -> None:
    lms.says({}, status=status)
    with pytest.raises(ServiceError) as caught:
        lms.service(code=code).give(COLUMN, score())
    assert (caught.value.code, caught.value.answered) == (expected, status)


@pytest.mark.parametrize(
    "document",
    [
        [{"label": "no address"}],
        [item(id="javascript:alert(1)")],
        [item(id=7)],
        [item(scoreMaximum="10")],
        [item(scoreMaximum=0)],
        [item(scoreMaximum=True)],
        [item(scoreMaximum=None)],
        ["no object"],
        {"not": "a list"},
        b"<html>Sign in</html>",
        b'[{"id": "https://lms.test/1", "scoreMaximum": NaN}]',
        b'[{"id": "https://lms.test/1", "scoreMaximum": 1e999}]',
        b"null",
    ],
)
def test_a_list_that_is_none_is_refused(lms: Lms, document: object) -> None:
    lms.says(document)
    with pytest.raises(ServiceError) as caught:
        list(lms.service().columns())
    assert caught.value.code == "service_malformed"


@pytest.mark.parametrize(
    "document",
    [
        [{"resultScore": 1}],
        [{"userId": True}],
        [{"userId": "u", "resultScore": "1"}],
        [{"userId": "u", "resultMaximum": -1}],
        ["no object"],
        {},
    ],
)
def test_results_that_are_none_are_refused(lms: Lms, document: object) -> None:
    lms.says(document)
    with pytest.raises(ServiceError) as caught:
        list(lms.service().results(COLUMN))
    assert caught.value.code == "service_malformed"


@pytest.mark.parametrize("answer", [[], "text", 5])
def test_a_column_that_was_made_must_be_one(lms: Lms, answer: object) -> None:
    lms.says(answer or ["x"], status=201)
    with pytest.raises(ServiceError) as caught:
        lms.service().create(label="L", maximum=1, resource_id="r", tag="t")
    assert caught.value.code == "service_malformed"


def test_texts_lose_what_no_page_should_show(lms: Lms) -> None:
    lms.says([item(label="A\u202eB\x00", tag=5)])
    (column,) = lms.service().columns()
    assert (column.label, column.tag) == ("AB", "")


@pytest.mark.parametrize(
    ("allowed", "asked"),
    [
        ([LINE_ITEM, SCORE], LINE_ITEM),
        ([LINE_ITEM_READ], LINE_ITEM_READ),
        ([], LINE_ITEM),
    ],
)
def test_reading_asks_for_the_one_scope_that_is_allowed(
    lms: Lms, allowed: list[str], asked: str
) -> None:
    lms.says([])
    list(lms.service(allowed).columns())
    assert lms.scopes == [asked.replace(":", "%3A").replace("/", "%2F")]


@pytest.mark.parametrize(
    ("allowed", "do"),
    [
        ([SCORE], lambda service: list(service.columns())),
        ([LINE_ITEM_READ], lambda service: service.remove(COLUMN)),
        (
            [LINE_ITEM_READ],
            lambda service: service.create(label="L", maximum=1, resource_id="r", tag="t"),
        ),
        ([RESULT_READ], lambda service: service.give(COLUMN, score())),
        ([SCORE], lambda service: list(service.results(COLUMN))),
    ],
)
def test_what_is_not_allowed_is_not_asked(lms: Lms, allowed: list[str], do: Any) -> None:
    with pytest.raises(ServiceError) as caught:
        do(lms.service(allowed))
    assert caught.value.code == "scope_missing"
    assert lms.calls == []


def test_a_service_says_what_it_can_do(lms: Lms) -> None:
    everything, declared = lms.service(), lms.service([SCORE], line_items="")
    assert everything.can_make_columns
    assert everything.can_list_columns
    assert everything.can_read_results
    assert everything.can_read_columns
    assert not declared.can_make_columns
    assert not declared.can_list_columns
    assert not declared.can_read_results
    assert not declared.can_read_columns
