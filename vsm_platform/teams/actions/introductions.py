"""A student introduces themself to the team in a few words, or takes them back."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.teams.models import TeamIntroduction

LONGEST = 600


def do_introduce(session: Session, enrolment_id: int, text: str) -> None:
    """Write what the team reads of this person; an empty text takes it back."""
    if not text:
        session.execute(
            delete(TeamIntroduction).where(TeamIntroduction.enrolment_id == enrolment_id)
        )
        return
    session.merge(TeamIntroduction(enrolment_id=enrolment_id, text=text, written_at=clock.now()))
