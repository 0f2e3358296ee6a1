"""Which letters of discussions people want."""

from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.errors import NotFound
from vsm_platform.discussion.models import LetterChoice


def do_choose_letters(session: Session, person_id: int, *, mentions: bool) -> None:
    """Say whether a person wants to be told at once where somebody names them."""
    if session.get(Person, person_id) is None:
        raise NotFound
    choice = session.get(LetterChoice, person_id) or LetterChoice(person_id=person_id)
    choice.mentions = mentions
    session.add(choice)


def wants_mentions(session: Session, person_id: int) -> bool:
    """Whether a person is told by letter; everybody is who has not said no."""
    choice = session.get(LetterChoice, person_id)
    return choice is None or choice.mentions
