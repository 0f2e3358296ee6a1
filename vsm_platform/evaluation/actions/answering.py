"""A student says something of one member of the team; each step is saved by itself."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.evaluation.errors import EvaluationNotOpen
from vsm_platform.evaluation.models import EvaluationJudgement, EvaluationSheet
from vsm_platform.evaluation.queries.answering import Desk
from vsm_platform.evaluation.scales import CANNOT_TELL, HIGHEST, KEYS
from vsm_platform.exchanges.api import Enrolment


def do_judge(
    session: Session,
    evaluation_id: int,
    desk: Desk,
    about: int,
    *,
    ratings: Mapping[str, int],
    comment: str,
    seen_version: int,
) -> bool:
    """Save what the viewer says of one member.

    Args:
        session: the unit of work.
        evaluation_id: the evaluation.
        desk: the viewer's place to answer.
        about: the enrolment of the member.
        ratings: by scale; what is missing is still to be said.
        comment: for those who teach.
        seen_version: what the page was drawn from; 0 where nothing was saved.

    Returns:
        False where another tab saved something else meanwhile, and nothing was changed.

    Raises:
        EvaluationNotOpen: answers are not taken now.
        NotFound: nobody like that is in the team, or a rating is none.
    """
    if not desk.may_write:
        raise EvaluationNotOpen
    if desk.member(about) is None or not _is_sound(ratings, is_own=about == desk.me):
        raise NotFound
    return _save(
        session, _sheet(session, evaluation_id, desk), about, ratings, comment, seen_version
    )


def _save(
    session: Session,
    sheet: EvaluationSheet,
    about: int,
    ratings: Mapping[str, int],
    comment: str,
    seen_version: int,
) -> bool:
    saved = session.get(EvaluationJudgement, (sheet.id, about), populate_existing=True)
    if saved is None:
        saved = EvaluationJudgement(sheet_id=sheet.id, enrolment_id=about, version=0)
        session.add(saved)
    elif (saved.ratings, saved.comment) == (dict(ratings), comment):
        return True
    elif saved.version != seen_version:
        return False
    saved.ratings, saved.comment = dict(ratings), comment
    saved.version += 1
    saved.saved_at = clock.now()
    session.flush()
    return True


def _is_sound(ratings: Mapping[str, int], *, is_own: bool) -> bool:
    lowest = 1 if is_own else CANNOT_TELL
    return all(key in KEYS and lowest <= value <= HIGHEST for key, value in ratings.items())


def _sheet(session: Session, evaluation_id: int, desk: Desk) -> EvaluationSheet:
    # One person's answers come one after another, in however many tabs.
    session.get_one(Enrolment, desk.me, with_for_update=True)
    query = select(EvaluationSheet).where(
        EvaluationSheet.evaluation_id == evaluation_id,
        EvaluationSheet.enrolment_id == desk.me,
        EvaluationSheet.team_id == desk.team.id,
    )
    sheet = session.scalars(query).one_or_none()
    if sheet is None:
        sheet = EvaluationSheet(
            evaluation_id=evaluation_id, enrolment_id=desk.me, team_id=desk.team.id
        )
        session.add(sheet)
        session.flush()
    return sheet
