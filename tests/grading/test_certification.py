"""1EdTech's certification cases for tools: assignment and grade services.

A learner launches, then line items are made and scores are sent (lti.md, section 6), in each of
the four LMSs; and what the specification asks of every request on the way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from flask import Flask, request

from tests.grading.conftest import OpenGradebooks
from tests.grading.gradebooks import AGS, FLAVOURS, Gradebooks
from tests.launch.universities import University


@dataclass
class Heard:
    """The requests that reached the services, as they came."""

    calls: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)

    def of(self, method: str, ends: str) -> list[tuple[dict[str, str], Any]]:
        return [
            (headers, document)
            for called, path, headers, document in self.calls
            if called == method and path.rstrip("/").endswith(ends)
        ]


@pytest.fixture
def heard(practice_lms: tuple[Any, Flask]) -> Iterator[Heard]:
    app, listening = practice_lms[1], Heard()

    def note() -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        document = request.get_json(force=True, silent=True) or request.form.to_dict()
        listening.calls.append((request.method, request.path, headers, document))

    app.before_request_funcs.setdefault(None, []).append(note)
    yield listening
    app.before_request_funcs[None].remove(note)


@pytest.fixture(params=FLAVOURS)
def books(request: pytest.FixtureRequest, open_gradebooks: OpenGradebooks) -> Gradebooks:
    return open_gradebooks(request.param)


@pytest.fixture
def university(books: Gradebooks) -> University:
    return books.partners[0]


def test_learner_launch_then_line_item_is_created(
    books: Gradebooks, university: University
) -> None:
    books.arrive(university, university.student)
    item = books.with_column(university, maximum="10")
    assert (item.label, item.score_maximum) == ("Exchange", 10)
    assert item.client_id == university.tool.client_id


def test_learner_launch_then_score_is_sent(
    books: Gradebooks, university: University, heard: Heard
) -> None:
    books.arrive(university, university.student)
    books.with_column(university, maximum="10")

    ((headers, score),) = heard.of("POST", "/scores")

    assert headers["content-type"] == "application/vnd.ims.lis.v1.score+json"
    assert headers["authorization"].startswith("Bearer ")
    assert score["userId"] == university.student.sub
    assert (score["scoreGiven"], score["scoreMaximum"]) == (10, 10)
    assert score["activityProgress"] == "Completed"
    assert score["gradingProgress"] == "FullyGraded"
    assert datetime.fromisoformat(score["timestamp"]).tzinfo is not None


def test_line_item_request_has_its_media_types(
    books: Gradebooks, university: University, heard: Heard
) -> None:
    books.arrive(university, university.student)
    books.with_column(university)
    made = [
        (headers, document)
        for method, _path, headers, document in heard.calls
        if method == "POST" and "scoreMaximum" in document and "userId" not in document
    ]
    ((headers, document),) = made
    assert headers["content-type"] == "application/vnd.ims.lis.v2.lineitem+json"
    assert headers["accept"] == "application/vnd.ims.lis.v2.lineitem+json"
    assert set(document) == {"label", "scoreMaximum", "resourceId", "tag"}


def test_bearer_tokens_are_asked_for_with_one_scope_each_and_kept(
    books: Gradebooks, university: University, heard: Heard
) -> None:
    books.everybody_arrives()
    books.with_column(university)
    asked = [
        document["scope"]
        for method, _path, _headers, document in heard.calls
        if method == "POST" and "client_assertion" in document
    ]
    of_grades = sorted(scope for scope in asked if scope.startswith(AGS))
    assert of_grades == [f"{AGS}lineitem", f"{AGS}score"]


def test_result_is_read_back(books: Gradebooks, university: University, heard: Heard) -> None:
    from tests.grading.gradebooks import press

    books.arrive(university, university.student)
    books.with_column(university)
    teacher = books.teacher(university)
    address = books.column_page(university, books.measure())
    press(teacher, teacher.open(address), "/compare")
    books.deliver()

    assert "The gradebook shows what was sent." in teacher.open(address).text
    ((headers, _document),) = heard.of("GET", "/results")
    assert headers["accept"] == "application/vnd.ims.lis.v2.resultcontainer+json"


def test_instructor_is_sent_no_score(books: Gradebooks, university: University) -> None:
    books.teacher(university)
    assert books.with_column(university).scores == []
