"""Answers come on the table: named ones at once, anonymous ones out of a closed box.

The box gives five at a time, drawn at random once it holds ten; so never fewer than five appear
between two looks at the database, whoever looks, and at the end there are five or more to lay down
together. Which university an anonymous answer comes from is written only then, and only where at
least five of it answered.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.core.secrets import Vault
from vsm_platform.surveys.actions.releasing import do_note_answers
from vsm_platform.surveys.instruments.answers import Answers
from vsm_platform.surveys.models import Survey, SurveyBox, SurveyResponse
from vsm_platform.surveys.models.surveys import random_id
from vsm_platform.surveys.policies import FEWEST_TOGETHER
from vsm_platform.surveys.sealing import seal, unseal

HELD = 2 * FEWEST_TOGETHER
"""When the box holds so many, some are drawn."""
_CHANCE = random.SystemRandom()


def lay(session: Session, responses: Iterable[SurveyResponse]) -> None:
    """Put answers of one survey where results are made of them.

    In the order of their ids, which says nothing.
    """
    by_id = {one.id: one for one in responses}
    session.add_all(by_id[key] for key in sorted(by_id))
    session.flush()
    for survey_id in {one.survey_id for one in by_id.values()}:
        do_note_answers(session, survey_id)


def drop_in_box(
    session: Session, vault: Vault, survey: Survey, partnership_id: int, answers: Answers
) -> None:
    """Put an anonymous answer into the box, and draw some where there are enough."""
    box = _locked_box(session, vault, survey.id)
    ballots = [*unseal(vault, box.ballots), {"partner": partnership_id, "answers": answers}]
    _CHANCE.shuffle(ballots)
    if len(ballots) >= HELD:
        drawn, ballots = ballots[:FEWEST_TOGETHER], ballots[FEWEST_TOGETHER:]
        partners = unseal(vault, box.partners) | _lay_ballots(session, survey, drawn)
        box.partners = seal(vault, dict(sorted(partners.items())))
    box.ballots = seal(vault, ballots)
    session.flush()


def _lay_ballots(
    session: Session, survey: Survey, ballots: Iterable[Mapping[str, Any]]
) -> dict[str, int]:
    """Lay these down, without their universities, which it gives by the responses' ids."""
    made = {random_id(): ballot for ballot in ballots}
    lay(
        session,
        [
            SurveyResponse(
                id=key,
                survey_id=survey.id,
                version_id=survey.version_id,
                answers=ballot["answers"],
            )
            for key, ballot in made.items()
        ],
    )
    return {key: ballot["partner"] for key, ballot in made.items()}


def _locked_box(session: Session, vault: Vault, survey_id: int) -> SurveyBox:
    box = _box(session, survey_id)
    if box is None:
        try:
            with session.begin_nested():
                made = SurveyBox(
                    survey_id=survey_id, ballots=seal(vault, []), partners=seal(vault, {})
                )
                session.add(made)
        except IntegrityError:
            # On PostgreSQL somebody else was first in the same moment.
            box = _box(session, survey_id)
        else:
            box = made
    if box is None:
        raise RuntimeError("the box vanished")
    return box


def _box(session: Session, survey_id: int) -> SurveyBox | None:
    return session.get(SurveyBox, survey_id, with_for_update=True, populate_existing=True)


def empty_box(session: Session, vault: Vault, survey: Survey) -> None:
    """All answers are in: lay down what is left, and say of which university they are.

    Fewer than five in all are destroyed: whose they are would be plain.
    """
    box = _box(session, survey.id)
    if box is None:
        return
    ballots, partners = unseal(vault, box.ballots), unseal(vault, box.partners)
    if len(ballots) + len(partners) >= FEWEST_TOGETHER:
        partners |= _lay_ballots(session, survey, ballots)
        _write_partners(session, survey, partners)
    session.delete(box)
    session.flush()


def _write_partners(session: Session, survey: Survey, partners: Mapping[str, int]) -> None:
    """Every row is written anew, so that none keeps a trace of when it was laid down."""
    told = told_partners(Counter(partners.values()))
    for partner in {*told, None}:
        ids = sorted(
            key for key, one in partners.items() if (one if one in told else None) == partner
        )
        for start in range(0, len(ids), 500):
            query = update(SurveyResponse).where(
                SurveyResponse.survey_id == survey.id,
                SurveyResponse.id.in_(ids[start : start + 500]),
            )
            session.execute(query.values(partnership_id=partner))


def told_partners(numbers: Mapping[int, int]) -> set[int]:
    """The universities that answers may be told to come from.

    Five of it answered at least; and those that are not told are five together, or none.

    Args:
        numbers: how many answered, by university.
    """
    told = {one for one, number in numbers.items() if number >= FEWEST_TOGETHER}
    untold = sum(number for one, number in numbers.items() if one not in told)
    for one in sorted(told, key=lambda key: (numbers[key], key)):
        if not 0 < untold < FEWEST_TOGETHER:
            break
        told.remove(one)
        untold += numbers[one]
    return told
