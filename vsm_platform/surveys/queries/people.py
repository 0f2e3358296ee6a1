"""Who is asked, and who of them has answered; never what."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from vsm_platform.exchanges.api import (
    TEACHERS,
    Access,
    Enrolment,
    EnrolmentState,
    Partner,
    Role,
    is_of_present_partner,
)
from vsm_platform.surveys.models import (
    Audience,
    SurveyLetter,
    SurveyParticipation,
)
from vsm_platform.surveys.queries.surveys import SurveyView
from vsm_platform.teams.api import TeamMember

HERE = (EnrolmentState.ENROLLED, EnrolmentState.COMPLETED)
_ROLES = {
    Audience.STUDENTS: (Role.STUDENT,),
    Audience.TEACHERS: tuple(TEACHERS),
    Audience.EVERYBODY: (Role.STUDENT, *TEACHERS),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is asked."""

    enrolment_id: int
    person_id: int
    partnership_id: int
    has_answered: bool


def asked_people(session: Session, survey: SurveyView) -> list[Asked]:
    """Everybody who is asked now, in no order that says anything."""
    answered = exists().where(
        SurveyParticipation.survey_id == survey.id,
        SurveyParticipation.enrolment_id == Enrolment.id,
    )
    query = select(Enrolment.id, Enrolment.person_id, Enrolment.partnership_id, answered).where(
        Enrolment.exchange_id == survey.exchange_id,
        Enrolment.role.in_([role.value for role in _ROLES[survey.audience]]),
        Enrolment.state.in_([state.value for state in HERE]),
        Enrolment.is_test.is_(False),
        is_of_present_partner(),
    )
    if survey.partnership_ids:
        query = query.where(Enrolment.partnership_id.in_(survey.partnership_ids))
    if survey.team_ids:
        members = select(TeamMember.enrolment_id).where(TeamMember.team_id.in_(survey.team_ids))
        query = query.where(Enrolment.id.in_(members))
    rows = session.execute(query.order_by(Enrolment.id))
    return [Asked(*row[:3], has_answered=bool(row[3])) for row in rows]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of a partner's people are asked, and how many have answered."""

    partner: Partner
    asked: int
    answered: int


def standing_of(
    session: Session, survey: SurveyView, partners: Iterable[Partner]
) -> list[Standing]:
    """How many have answered, by partner; who left after answering still counts."""
    waiting: dict[int, int] = {}
    for one in asked_people(session, survey):
        if not one.has_answered:
            waiting[one.partnership_id] = waiting.get(one.partnership_id, 0) + 1
    query = select(SurveyParticipation.partnership_id, func.count()).where(
        SurveyParticipation.survey_id == survey.id
    )
    answered = dict(session.execute(query.group_by(SurveyParticipation.partnership_id)).all())
    return [
        Standing(one, waiting.get(one.partnership_id, 0) + number, number)
        for one in partners
        if (number := answered.get(one.partnership_id, 0)) or one.partnership_id in waiting
    ]


def is_in_teams(session: Session, access: Access, team_ids: Collection[int]) -> bool:
    """Whether the viewer is a member of one of these teams."""
    query = select(
        exists().where(
            TeamMember.enrolment_id == access.enrolment_id, TeamMember.team_id.in_(team_ids)
        )
    )
    return bool(session.scalar(query))


def has_letter(session: Session, survey_id: int, kind: str) -> set[int]:
    """The enrolments of those who got such a letter."""
    query = select(SurveyLetter.enrolment_id).where(
        SurveyLetter.survey_id == survey_id, SurveyLetter.kind == kind
    )
    return set(session.scalars(query))


def answered_among(session: Session, survey_id: int, enrolment_ids: Collection[int]) -> set[int]:
    """Those of these enrolments that have answered."""
    query = select(SurveyParticipation.enrolment_id).where(
        SurveyParticipation.survey_id == survey_id,
        SurveyParticipation.enrolment_id.in_(enrolment_ids),
    )
    return set(session.scalars(query))


def students_who_answered(session: Session, survey_id: int) -> list[int]:
    """The enrolments of the students who have answered."""
    query = (
        select(SurveyParticipation.enrolment_id)
        .join(Enrolment, Enrolment.id == SurveyParticipation.enrolment_id)
        .where(SurveyParticipation.survey_id == survey_id, Enrolment.role == Role.STUDENT)
    )
    return list(session.scalars(query))
