"""The list of spaces and topics, and the page of one space."""

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.discussion.actions.moderating import do_set_space
from vsm_platform.discussion.actions.reading import do_mark_all_read
from vsm_platform.discussion.forms import SpaceForm
from vsm_platform.discussion.models import SpaceKind
from vsm_platform.discussion.policies import Place, require_facilitator
from vsm_platform.discussion.queries.access import Standing, access_space, standing_in
from vsm_platform.discussion.queries.lists import (
    SpaceLine,
    numbers_by_space,
    topics_in,
    used_spaces,
    visible_places,
)
from vsm_platform.discussion.queries.participation import rule_of
from vsm_platform.discussion.queries.reports import reports_waiting
from vsm_platform.discussion.queries.translations import Consent, consent_of, course_talk
from vsm_platform.discussion.routes.pages import (
    DISCUSSION,
    GET_AND_POST,
    SPACE,
    course_page,
    done,
    room,
)
from vsm_platform.discussion.spaces import discussion_path, space_path, space_title
from vsm_platform.discussion.translating import translator
from vsm_platform.web.room import signed_in_viewer

SHOWN = {"": {}, "new": {"new_only": True}, "unanswered": {"unanswered_only": True}}
_ORDER = [SpaceKind.TEAM, SpaceKind.COURSE, SpaceKind.MODULE, SpaceKind.SOCIAL]

room.add_app_template_global(space_title)
room.add_app_template_global(space_path)
room.add_app_template_global(translator, "post_translator")


def page_number() -> int:
    """The page of a list that the address asks for."""
    if "page" not in request.args:
        return 1
    return min(max(request.args.get("page", 1, type=int), 1), 10_000)


@room.page(DISCUSSION, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    """All spaces that are for the viewer, and what is new and unanswered in them."""
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    show = request.args.get("show", "")
    show = show if show in SHOWN else ""
    lines = _space_lines(session, standing)
    by_id = {line.space_id: line for line in lines if line.space_id}
    topics = topics_in(session, standing.person_id, list(by_id), page=page_number(), **SHOWN[show])
    return course_page(
        session,
        "overview",
        standing,
        spaces=lines,
        by_id=by_id,
        topics=topics,
        show=show,
        reports=reports_waiting(session, exchange_id) if standing.teaches else 0,
        has_rule=rule_of(session, exchange_id) is not None,
    )


def _space_lines(session: Session, standing: Standing) -> list[SpaceLine]:
    access, viewer = standing.access, signed_in_viewer()
    places = visible_places(session, access, viewer)
    used = used_spaces(session, access.exchange_id, places)
    numbers = numbers_by_space(
        session, standing.person_id, [view.space_id for view in used.values() if view.space_id]
    )
    lines = []
    for place, name in sorted(places.items(), key=lambda one: _ORDER.index(one[0].kind)):
        view = used.get(place)
        space_id = view.space_id if view else None
        lines.append(SpaceLine(place, name, space_id, *numbers.get(space_id or 0, (0, 0))))
    return lines


@room.page(SPACE, policy=SIGNED_IN)
def space(
    session: Session, exchange_id: int, space_kind: str, space_ref: int
) -> ResponseReturnValue:
    """The topics of one space."""
    standing, view = access_space(session, signed_in_viewer(), exchange_id, space_kind, space_ref)
    ids = [view.space_id] if view.space_id else []
    topics = topics_in(session, standing.person_id, ids, page=page_number())
    consent = _consent(session, exchange_id, view.place)
    return course_page(session, "space", standing, view=view, topics=topics, consent=consent)


def _consent(session: Session, exchange_id: int, place: Place) -> Consent | None:
    """How a team stands to being translated, where the course lets posts be translated."""
    if place.kind != SpaceKind.TEAM or translator() is None:
        return None
    if not course_talk(session, exchange_id).translates:
        return None
    return consent_of(session, place.ref_id)


@room.page(f"{SPACE}/settings", policy=SIGNED_IN, methods=GET_AND_POST)
def space_settings(
    session: Session, exchange_id: int, space_kind: str, space_ref: int
) -> ResponseReturnValue:
    """Who begins topics in a space, and how slow it is."""
    standing, view = access_space(session, signed_in_viewer(), exchange_id, space_kind, space_ref)
    require_facilitator(standing.access)
    form = SpaceForm(students_open=view.students_open, slow_minutes=view.slow_minutes)
    if form.validate_on_submit():
        do_set_space(
            session,
            standing,
            view.place,
            students_open=form.students_open.data,
            slow_minutes=form.slow_minutes.data,
        )
        return done(gettext("Saved."), space_path(exchange_id, view.place))
    return course_page(session, "space_settings", standing, view=view, form=form)


@room.page(f"{DISCUSSION}/read", policy=SIGNED_IN, methods=("POST",))
def mark_all_read(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Nothing is new any more."""
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    places = visible_places(session, standing.access, signed_in_viewer())
    used = used_spaces(session, exchange_id, places)
    ids = [one.space_id for one in used.values() if one.space_id]
    do_mark_all_read(session, standing.person_id, ids)
    return redirect(discussion_path(exchange_id), 303)
