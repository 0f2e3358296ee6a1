"""The viewer's own place in a survey: whether and until when to answer, and what is saved."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from vsm_platform.core.secrets import Vault
from vsm_platform.exchanges.api import Access, Partner
from vsm_platform.surveys.instruments.answers import Answers
from vsm_platform.surveys.models import SurveyDraft
from vsm_platform.surveys.queries.people import is_in_teams
from vsm_platform.surveys.queries.surveys import SurveyView, surveys_of, windows_of
from vsm_platform.surveys.sealing import unseal
from vsm_platform.surveys.windows import Window


@dataclass(frozen=True, slots=True)
class Desk:
    """The viewer's place in one survey."""

    survey: SurveyView
    me: int
    partnership_id: int
    window: Window
    may_answer: bool
    """The viewer is asked, has not answered, and answers are taken now."""

    @property
    def is_done(self) -> bool:
        return self.survey.is_done

    @property
    def is_begun(self) -> bool:
        return self.survey.is_begun


@dataclass(frozen=True, slots=True)
class Saved:
    """What the viewer has filled in so far."""

    answers: Answers = field(default_factory=dict)
    at: datetime | None = None


def desks_of(
    session: Session,
    access: Access,
    surveys: Collection[SurveyView],
    partners: Iterable[Partner],
) -> list[Desk]:
    """The viewer's places in those of these surveys in which the viewer is asked."""
    if access.enrolment_id is None or access.partnership_id is None:
        return []
    own = [one for one in partners if one.partnership_id == access.partnership_id]
    asked = [one for one in surveys if one.is_published and one.asks(access)]
    windows = windows_of(session, asked, own)
    return [
        Desk(
            one,
            access.enrolment_id,
            access.partnership_id,
            window,
            may_answer=_takes(one, window) and access.is_kept_up and not access.seen_as,
        )
        for one in asked
        if (window := windows[one.id].get(access.partnership_id))
        and (not one.team_ids or is_in_teams(session, access, one.team_ids))
    ]


def _takes(survey: SurveyView, window: Window) -> bool:
    if survey.is_done or survey.is_settled:
        return False
    return window.is_open or (survey.is_begun and window.takes_begun)


def desk_of(
    session: Session, access: Access, survey: SurveyView, partners: Iterable[Partner]
) -> Desk | None:
    """The viewer's own place; None for whoever is not asked, or not yet known when."""
    return next(iter(desks_of(session, access, [survey], partners)), None)


def own_desks(session: Session, access: Access, partners: Iterable[Partner]) -> list[Desk]:
    """All of the viewer's places in an exchange."""
    found = surveys_of(session, access.exchange_id, me=access.enrolment_id)
    desks = desks_of(session, access, found, partners) if found else []
    return sorted(desks, key=_urgency)


def _urgency(desk: Desk) -> tuple[int, float]:
    """What can be answered now comes first, then what opens soon, then what is over, newest first."""
    if desk.may_answer:
        return 0, desk.window.closes_at.timestamp()
    if desk.window.waits:
        return 1, desk.window.opens_at.timestamp()
    return 2, -desk.window.closes_at.timestamp()


def saved_draft(session: Session, vault: Vault, desk: Desk) -> Saved:
    """What the viewer has filled in and not sent."""
    draft = session.get(SurveyDraft, (desk.survey.id, desk.me))
    return Saved(unseal(vault, draft.sealed), draft.saved_at) if draft else Saved()
