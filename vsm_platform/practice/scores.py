"""The score service (Assignment and Grade Services 2.0, section 3.4)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response

from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.faults import lose_answer
from vsm_platform.practice.gradebook import (
    ACTIVITY_PROGRESS,
    GRADING_PROGRESS,
    instant,
    last_score,
)
from vsm_platform.practice.grades import (
    grade_call,
    is_number,
    json_body,
    line_item_address,
    own_item,
)
from vsm_platform.practice.model import LineItem, Score
from vsm_platform.practice.routing import TENANT, add_flavoured_rules
from vsm_platform.practice.services import ServiceCall, media, refuse

blueprint = Blueprint("scores", __name__)
CLOCK_TOLERANCE = timedelta(minutes=5)


def scores(platform_key: str, tenant_key: str, course_id: str, item_id: str) -> Response:
    """Take one score, if it is newer than the last one of this person in this column."""
    call = grade_call(platform_key, tenant_key, course_id, (lti.SCOPE_SCORE,))
    item = own_item(call, item_id)
    score = _parsed(call, json_body(lti.SCORE))
    with call.world.writing():
        _refuse_old(item, score)
        item.scores.append(score)
    lose_answer(call.platform.faults.grades)
    path, _, query = line_item_address(call, item).partition("?")
    result = f"{path}/results?{query}&user_id={score.user_id}".replace("?&", "?")
    return media({"resultUrl": result}, "application/json")


def _parsed(call: ServiceCall, document: dict[str, Any]) -> Score:
    """Check the document of section 3.4.1 and its conditions."""
    user_id = document.get("userId")
    membership = call.course.memberships.get(str(user_id))
    if not isinstance(user_id, str) or membership is None:
        refuse(404, "not_found", "userId is nobody in this course.")
    if membership.role != "student":
        refuse(400, "bad_request", "Only a student has a place in the gradebook.")
    _check_progress(document)
    given, maximum = _check_numbers(document)
    return Score(
        user_id=user_id,
        timestamp=_checked_timestamp(document),
        activity_progress=document["activityProgress"],
        grading_progress=document["gradingProgress"],
        score_given=given,
        score_maximum=maximum,
        comment=str(document.get("comment", "")),
        submission=_submission(document),
    )


def _check_progress(document: dict[str, Any]) -> None:
    if document.get("activityProgress") not in ACTIVITY_PROGRESS:
        refuse(400, "bad_request", f"activityProgress must be one of {sorted(ACTIVITY_PROGRESS)}.")
    if document.get("gradingProgress") not in GRADING_PROGRESS:
        refuse(400, "bad_request", f"gradingProgress must be one of {sorted(GRADING_PROGRESS)}.")


def _check_numbers(document: dict[str, Any]) -> tuple[float | None, float | None]:
    """A given score needs a maximum above 0 and is itself not below 0; both may be absent."""
    given, maximum = document.get("scoreGiven"), document.get("scoreMaximum")
    if given is None:
        return None, None
    if not is_number(given) or given < 0:
        refuse(400, "bad_request", "scoreGiven must be a number, 0 or more.")
    if not is_number(maximum) or not maximum or maximum <= 0:
        refuse(400, "bad_request", "With scoreGiven, scoreMaximum must be a number above 0.")
    return given, maximum


def _checked_timestamp(document: dict[str, Any]) -> str:
    text = document.get("timestamp")
    try:
        moment = instant(str(text))
    except ValueError:
        refuse(400, "bad_request", "timestamp must be an ISO 8601 instant with its time zone.")
    if moment > datetime.now(UTC) + CLOCK_TOLERANCE:
        refuse(400, "bad_request", "timestamp lies in the future.")
    return str(text)


def _submission(document: dict[str, Any]) -> dict[str, Any]:
    submission = document.get("submission", {})
    if not isinstance(submission, dict):
        refuse(400, "bad_request", "submission must be an object.")
    return submission


def _refuse_old(item: LineItem, score: Score) -> None:
    """The platform keeps the newer of two scores; an equal timestamp counts as old."""
    last = last_score(item, score.user_id)
    if last and instant(score.timestamp) <= instant(last.timestamp):
        refuse(409, "conflict", "There is already a score with this timestamp or a later one.")


add_flavoured_rules(
    blueprint, "line_item", scores, methods=["POST"], below=TENANT, suffix="/scores"
)
