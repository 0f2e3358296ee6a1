"""Deep linking with an LMS implementation that nobody here wrote: Open edX's platform side."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.peer.open_edx import OpenEdx, submit, welcome
from vsm_platform.practice import Robot, Step, Visit

pytestmark = pytest.mark.peer


def open_chooser(robot: Robot, open_edx: OpenEdx, role: str = "staff") -> Visit:
    visit = open_edx.launch(robot, "teacher-1", role, click="choose")
    return welcome(robot, visit) if urlsplit(visit.url).path == "/welcome" else visit


def placed(robot: Robot, open_edx: OpenEdx) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(robot.open(f"{open_edx.address}/placed").body)["items"]
    return items


def test_its_request_is_answered_and_its_verifier_accepts_what_was_chosen(
    robot: Robot, open_edx: OpenEdx, partnership_id: int, served_app: Flask
) -> None:
    page = open_chooser(robot, open_edx)
    assert urlsplit(page.url).path == "/launch/content/1", page.body[:1000]

    answer = submit(robot, page, "csrf_token", pages=["home", "people"], with_column="y")

    assert answer.status == 200, answer.text
    assert answer.url.startswith(open_edx.address)
    home, people = placed(robot, open_edx)
    assert home["type"] == people["type"] == "ltiResourceLink"
    assert (home["title"], people["title"]) == (
        "Climate Change",
        "Climate Change: Who takes part",
    )
    assert home["lineItem"]["scoreMaximum"] == 100
    assert home["lineItem"]["resourceId"] == "exchange-1-participation"
    assert "lineItem" not in people


def test_a_placed_link_of_its_leads_to_the_page_that_was_chosen(
    robot: Robot, open_edx: OpenEdx, partnership_id: int, served_app: Flask
) -> None:
    submit(robot, open_chooser(robot, open_edx), "csrf_token", pages=["people"])
    [item] = placed(robot, open_edx)
    learner = Robot(robot.transport)
    facts = {"name": "Lena Learner", "item": str(item["id"])}

    visit = open_edx.launch(learner, "learner-9", "student", click="launch-placed", **facts)

    arrived = welcome(learner, visit)
    assert (arrived.status, urlsplit(arrived.url).path) == (200, "/exchanges/1/people")


def test_choosing_nothing_leaves_nothing(
    robot: Robot, open_edx: OpenEdx, partnership_id: int, served_app: Flask
) -> None:
    page = open_chooser(robot, open_edx)
    number = next(n for n, form in enumerate(page.forms) if form.action.endswith("/nothing"))

    answer = robot.submit(page, number)

    assert answer.status == 200, answer.text
    assert placed(robot, open_edx) == []


def test_an_answer_signed_by_somebody_else_is_refused_there(
    robot: Robot, open_edx: OpenEdx, partnership_id: int, served_app: Flask
) -> None:
    """The control: its verifier does look at the signature."""
    page = open_chooser(robot, open_edx)
    form = page.forms[next(n for n, one in enumerate(page.forms) if "target" in one.fields)]
    step = robot._ready_step(Step("POST", form.action, {**form.fields, "pages": "home"}), "JWT")
    step.form["JWT"] = step.form["JWT"][:-8] + "AAAAAAAA"

    assert robot.send(step).status == 403
