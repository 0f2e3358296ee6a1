"""The room's front page in an exchange, for students and for faculty, and one achievement for faculty."""

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.credentials.conditions import condition_kinds, condition_titles, progress_of
from vsm_platform.credentials.models import AchievementKind, CredentialState, RunState
from vsm_platform.credentials.policies import require_page, sees_all
from vsm_platform.credentials.queries.achievements import (
    achievement_view,
    achievements_of,
    issuers,
    numbers_of,
)
from vsm_platform.credentials.queries.holders import own_credentials, standing_of
from vsm_platform.credentials.queries.people import candidates_for, credentials_by_person
from vsm_platform.credentials.queries.runs import run_numbers, runs_of
from vsm_platform.credentials.recognition.queries import recognitions_of
from vsm_platform.credentials.routes.pages import (
    ACHIEVEMENT,
    CREDENTIALS,
    course_page,
    reader,
    room,
)
from vsm_platform.credentials.words import KINDS, RUN_SOURCES, RUN_STATES
from vsm_platform.exchanges.api import Access, access_exchange
from vsm_platform.web.room import signed_in_viewer

PEOPLE_ON_A_PAGE = 50


@room.page(CREDENTIALS, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    """For faculty what there is to reach; for students the own credentials and how far they are."""
    access = require_page(access_exchange(session, signed_in_viewer(), exchange_id))
    if not sees_all(access):
        return _own(session, access)
    found = achievements_of(session, exchange_id)
    numbers = numbers_of(session, [one.id for one in found])
    own = [one for one in found if one.kind == AchievementKind.FACULTY] if access.teaches else []
    return course_page(
        session,
        "overview",
        access,
        achievements=found,
        numbers=numbers,
        kinds=KINDS,
        signers={one.id: one.name for one in issuers(session)} if found else {},
        held=own_credentials(session, signed_in_viewer().person_id, exchange_id) if own else [],
    )


def _own(session: Session, access: Access) -> str:
    found = achievements_of(session, access.exchange_id, published_only=True)
    me = candidates_for(
        session, access.exchange_id, AchievementKind.COURSE, only=[access.enrolment_id or 0]
    )
    held = own_credentials(session, signed_in_viewer().person_id, access.exchange_id)
    has = {one.view.id for one in held}
    ahead = [
        (
            one,
            progress_of(session, access.exchange_id, one.version.rule, me).get(
                access.enrolment_id or 0
            ),
            condition_titles(session, access.exchange_id, one.version.rule),
        )
        for one in found
        if one.id not in has and one.kind != AchievementKind.FACULTY
    ]
    return course_page(
        session,
        "own",
        access,
        held=held,
        recognitions=recognitions_of(session, signed_in_viewer().person_id) if held else {},
        ahead=ahead,
        kinds=KINDS,
        conditions=condition_kinds(),
    )


@room.page(ACHIEVEMENT, policy=SIGNED_IN)
def achievement(session: Session, exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    """What it is, who fulfils what, who has it, and the lists that were issued."""
    access = reader(session, exchange_id)
    one = achievement_view(session, exchange_id, achievement_id)
    people = candidates_for(session, exchange_id, one.kind)
    progress = progress_of(session, exchange_id, one.version.rule, people)
    held = credentials_by_person(session, one.id)
    pages = max(-(-len(people) // PEOPLE_ON_A_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    runs = runs_of(session, one.id)
    return course_page(
        session,
        "achievement",
        access,
        one=one,
        kinds=KINDS,
        issuer=next(iter(issuers(session, [one.issuer_id])), None) if one.issuer_id else None,
        listed=people[(page - 1) * PEOPLE_ON_A_PAGE : page * PEOPLE_ON_A_PAGE],
        number=len(people),
        standings=progress,
        fulfilled=sum(it.is_met for it in progress.values()),
        held=held,
        standing_of=standing_of,
        issued=sum(it.state == CredentialState.ISSUED for it in held.values()),
        page=page,
        pages=pages,
        conditions=condition_kinds(),
        titles=condition_titles(session, exchange_id, one.version.rule),
        runs=[(it, RUN_STATES[RunState(it.state)]) for it in runs],
        run_numbers=run_numbers(session, [it.id for it in runs]),
        sources=RUN_SOURCES,
    )
