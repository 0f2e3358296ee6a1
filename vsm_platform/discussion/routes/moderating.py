"""Facilitating: reports, hiding with a reason, showing again, good answers."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.discussion.actions.moderating import do_endorse, do_hide, do_report, do_restore
from vsm_platform.discussion.forms import ReasonForm
from vsm_platform.discussion.policies import require_facilitator
from vsm_platform.discussion.queries.access import standing_in
from vsm_platform.discussion.queries.reports import waiting_reports
from vsm_platform.discussion.routes.pages import DISCUSSION, POST, course_page, done, room
from vsm_platform.discussion.routes.posts import post_page, writable_post
from vsm_platform.discussion.routes.topics import to_post
from vsm_platform.discussion.spaces import post_path
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{POST}/report", policy=SIGNED_IN, methods=("POST",))
def report(
    session: Session, exchange_id: int, topic_id: int, post_number: int
) -> ResponseReturnValue:
    """Ask faculty to look at a post."""
    standing, _topic, _post = writable_post(session, exchange_id, topic_id, post_number)
    form = ReasonForm()
    if not form.validate():
        return post_page(session, exchange_id, topic_id, post_number, form)
    do_report(session, standing, topic_id, post_number, form.reason.data)
    message = gettext("Thank you. Your teachers will look at it; nobody else sees that you asked.")
    return done(message, post_path(exchange_id, topic_id, post_number))


@room.page(f"{POST}/hide", policy=SIGNED_IN, methods=("POST",))
def hide(
    session: Session, exchange_id: int, topic_id: int, post_number: int
) -> ResponseReturnValue:
    """Show a post to faculty alone."""
    standing, _topic, _post = writable_post(session, exchange_id, topic_id, post_number)
    require_facilitator(standing.access)
    form = ReasonForm()
    if not form.validate():
        return post_page(session, exchange_id, topic_id, post_number, form)
    do_hide(session, standing, topic_id, post_number, form.reason.data)
    message = gettext("Hidden. The others read your reason in its place.")
    return done(message, post_path(exchange_id, topic_id, post_number))


@room.page(f"{POST}/restore", policy=SIGNED_IN, methods=("POST",))
def restore(
    session: Session, exchange_id: int, topic_id: int, post_number: int
) -> ResponseReturnValue:
    """Show a post to everybody again, or leave a reported one as it is."""
    standing, _topic, _post = writable_post(session, exchange_id, topic_id, post_number)
    require_facilitator(standing.access)
    do_restore(session, standing, topic_id, post_number)
    return done(
        gettext("It is there for everybody."), post_path(exchange_id, topic_id, post_number)
    )


@room.page(f"{POST}/endorse", policy=SIGNED_IN, methods=("POST",))
def endorse(
    session: Session, exchange_id: int, topic_id: int, post_number: int
) -> ResponseReturnValue:
    """Call a post a good answer, or no longer."""
    standing, _topic, found = writable_post(session, exchange_id, topic_id, post_number)
    require_facilitator(standing.access)
    do_endorse(session, standing, topic_id, post_number, on=found.endorsed_at is None)
    return to_post(exchange_id, topic_id, post_number)


@room.page(f"{DISCUSSION}/reports", policy=SIGNED_IN)
def reports(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What was reported and waits."""
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    require_facilitator(standing.access)
    return course_page(session, "reports", standing, lines=waiting_reports(session, exchange_id))
