"""A person's place in teams and what they said there: taken along; the team keeps its shape."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.exchanges.api import enrolments_of
from vsm_platform.teams.models import (
    Team,
    TeamClient,
    TeamConcern,
    TeamIntroduction,
    TeamLetter,
    TeamMember,
    TeamSet,
)


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Teams, the introduction, what was said to facilitators, and what was told of teams."""
    own = enrolments_of(person_id)
    teams = (
        select(TeamSet.title.label("teams"), Team.number, Team.name, TeamMember.joined_at)
        .join(Team, Team.id == TeamMember.team_id)
        .join(TeamSet, TeamSet.id == Team.team_set_id)
        .where(TeamMember.enrolment_id.in_(own), TeamSet.published_at.is_not(None))
        .order_by(Team.id)
    )
    yield Part("teams", _l("Teams"), listed(session, teams))
    clients = (
        select(Team.number, Team.name, TeamClient.attached_at)
        .join(Team, Team.id == TeamClient.team_id)
        .where(TeamClient.enrolment_id.in_(own))
    )
    yield Part("client_of", _l("Teams that work for you"), listed(session, clients))
    words = select(TeamIntroduction.text, TeamIntroduction.written_at)
    words = words.where(TeamIntroduction.enrolment_id.in_(own))
    yield Part("introductions", _l("How you introduced yourself"), listed(session, words))
    concerns = select(
        TeamConcern.text, TeamConcern.team_may_know, TeamConcern.sent_at, TeamConcern.answer
    ).where(TeamConcern.enrolment_id.in_(own))
    yield Part("concerns", _l("What you told your facilitators"), listed(session, concerns))
    letters = select(TeamLetter.told_at, TeamLetter.came, TeamLetter.went, TeamLetter.why)
    letters = letters.where(TeamLetter.enrolment_id.in_(own))
    yield Part("letters", _l("What you were told about your team"), listed(session, letters))


def do_forget(session: Session, gone: Gone) -> None:
    """Words go; the place in the team stays, marked as left."""
    own = session.scalars(enrolments_of(gone.person_id)).all()
    for model in (TeamIntroduction, TeamConcern, TeamLetter, TeamClient):
        session.execute(delete(model).where(model.enrolment_id.in_(own)))


offer_personal_data("teams", own_data)
offer_erasure(
    "teams",
    do_forget,
    kept=(
        _l(
            "Your place in your team, as somebody who is gone: the others can see how many they were."
        ),
    ),
)
