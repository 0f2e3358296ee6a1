"""What scores become: the results of a column (Assignment and Grade Services 2.0, 3.3 and 3.4)."""

from datetime import datetime

from vsm_platform.practice.model import LineItem, Result, Score

ACTIVITY_PROGRESS = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
GRADING_PROGRESS = {"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"}


def instant(text: str) -> datetime:
    """Read an ISO 8601 instant.

    Raises:
        ValueError: it is no instant, or has no time zone.
    """
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError(f"{text} has no time zone.")
    return parsed


def last_score(item: LineItem, user_id: str) -> Score | None:
    """Scores are only taken in the order of their timestamps, so the last one is the newest."""
    return next((score for score in reversed(item.scores) if score.user_id == user_id), None)


def results_of(item: LineItem) -> list[Result]:
    """One result for each person who has a score, scaled to the column's maximum.

    A score that is not fully graded yet shows no number.
    """
    people = list(dict.fromkeys(score.user_id for score in item.scores))
    return [_result(item, user_id) for user_id in people]


def _result(item: LineItem, user_id: str) -> Result:
    score = last_score(item, user_id)
    shown = None
    if score and score.score_given is not None and score.grading_progress == "FullyGraded":
        shown = score.score_given / (score.score_maximum or 1) * item.score_maximum
    return Result(
        user_id=user_id,
        result_score=shown,
        result_maximum=item.score_maximum,
        comment=score.comment if score else "",
    )
