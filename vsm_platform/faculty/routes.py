"""Pages of those who run an exchange: the set-up path, who takes part, messages, other eyes."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import correspondents, do_see_as
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import (
    Access,
    Section,
    Tab,
    access_exchange,
    editors,
    exchange_page,
    faculty,
    offer_tab,
    partners_of,
)
from vsm_platform.faculty.actions import Draft, do_send_message, do_set_aside, letter_of
from vsm_platform.faculty.errors import NobodyChosen
from vsm_platform.faculty.forms import (
    MessageForm,
    SeeAsForm,
    SetAsideForm,
    message_form,
    selection_of,
    ticked_enrolments,
)
from vsm_platform.faculty.policies import require_faculty, require_sender, require_set_up
from vsm_platform.faculty.queries.messages import readers, received_messages, sent_messages
from vsm_platform.faculty.queries.people import chosen_of, everybody_meant, student_page
from vsm_platform.faculty.queries.set_up import set_up_path
from vsm_platform.web.forms import Form
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("faculty", __name__)
offer_tab(Tab(Section.MANAGE, "faculty.set_up", _l("Set up"), order=1, shown=editors))
offer_tab(Tab(Section.PEOPLE, "faculty.students", _l("Progress"), order=20, shown=faculty))
offer_tab(Tab(Section.PEOPLE, "faculty.messages", _l("Messages"), order=30, prefix="faculty.write"))

EXCHANGE = "/exchanges/<int(max=2147483647):exchange_id>"


def _access(session: Session, exchange_id: int) -> Access:
    return access_exchange(session, signed_in_viewer(), exchange_id)


def _page(session: Session, template: str, access: Access, **values: object) -> str:
    return exchange_page(session, f"faculty/{template}.html", access, **values)


@room.page(f"{EXCHANGE}/set-up", policy=SIGNED_IN)
def set_up(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What is done and what is still to do, from the partners to the credential."""
    access = require_set_up(_access(session, exchange_id))
    return _page(session, "set_up", access, path=set_up_path(session, access))


@room.page(f"{EXCHANGE}/set-up/<key>", policy=SIGNED_IN, methods=("POST",))
def set_aside(session: Session, exchange_id: int, key: str) -> ResponseReturnValue:
    """Take a step off the path, or put it back."""
    access = require_set_up(_access(session, exchange_id))
    path, form = set_up_path(session, access), SetAsideForm()
    if not form.validate() or key not in {task.key for task in [*path.tasks, *path.set_aside]}:
        raise NotFound
    is_needed = form.needed.data == "yes"
    person_id = signed_in_viewer().person_id
    do_set_aside(session, exchange_id, key, is_needed=is_needed, actor_id=person_id)
    return redirect(url_for("faculty.set_up", exchange_id=exchange_id), 303)


@room.page(f"{EXCHANGE}/see-as", policy=SIGNED_IN, methods=("POST",))
def see_as(session: Session, exchange_id: int) -> ResponseReturnValue:
    """From now on the exchange is shown as a student of this partner sees it."""
    require_faculty(_access(session, exchange_id))
    form, partners = SeeAsForm(), partners_of(session, exchange_id)
    if not form.validate() or form.partner.data not in {one.partnership_id for one in partners}:
        raise NotFound
    do_see_as(session, signed_in_viewer().sign_in_id, form.partner.data)
    return redirect(url_for("home.course", exchange_id=exchange_id), 303)


@room.page(f"{EXCHANGE}/see-as-self", policy=SIGNED_IN, methods=("POST",), while_looking=True)
def see_as_self(session: Session, exchange_id: int) -> ResponseReturnValue:
    _access(session, exchange_id)
    do_see_as(session, signed_in_viewer().sign_in_id, None)
    return redirect(url_for("home.course", exchange_id=exchange_id), 303)


@room.page(f"{EXCHANGE}/students", policy=SIGNED_IN)
def students(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Who was here lately and how far each has come, for those who teach."""
    access = require_faculty(_access(session, exchange_id))
    selection = selection_of(request.args)
    found = student_page(session, exchange_id, selection, request.args.get("page", 1, type=int))
    return _page(session, "students", access, selection=selection, found=found)


@room.page(f"{EXCHANGE}/messages", policy=SIGNED_IN)
def messages(session: Session, exchange_id: int) -> ResponseReturnValue:
    """For those who teach, what was sent; for a student, what came."""
    access = _access(session, exchange_id)
    is_sender = access.teaches or access.is_administrator
    found = sent_messages(session, exchange_id) if is_sender else received_messages(session, access)
    return _page(session, "messages", access, messages=found, is_sender=is_sender)


@room.page(f"{EXCHANGE}/messages/new", policy=SIGNED_IN, methods=("POST",))
def write_message(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Write to chosen students: first the text, then how it will look, then it goes out."""
    access = require_sender(_access(session, exchange_id))
    to = _chosen(session, exchange_id)
    form, step = message_form(access.languages), request.form.get("step", "")
    if step in {"preview", "send"} and form.validate():
        draft = _draft(session, form)
        if step == "preview":
            return _preview(session, access, form, draft, to)
        return _send(session, access, draft, to)
    if not step:
        form = message_form(access.languages)
    found = readers(session, to)
    values = {"selection": selection_of(request.form), "own": _own_address(session)}
    return _page(session, "write", access, form=form, readers=found, **values)


def _chosen(session: Session, exchange_id: int) -> list[int]:
    if not Form().validate():
        raise NotFound
    ticked = ticked_enrolments()
    if ticked is None:
        found = everybody_meant(session, exchange_id, selection_of(request.form))
    else:
        found = chosen_of(session, exchange_id, ticked)
    if not found:
        raise NobodyChosen
    return found


def _own_address(session: Session) -> str:
    person_id = signed_in_viewer().person_id
    return correspondents(session, [person_id])[person_id].address


def _draft(session: Session, form: MessageForm) -> Draft:
    viewer = signed_in_viewer()
    return Draft(
        client_key=form.client_key.data,
        texts=form.texts(),
        reply_to=_own_address(session) if form.answers_to_me.data else "",
        sender_name=viewer.display_name,
        sender_institution=viewer.institution_name,
    )


def _preview(
    session: Session, access: Access, form: MessageForm, draft: Draft, to: list[int]
) -> str:
    found = readers(session, to)
    first = found[0].correspondent
    return _page(
        session,
        "preview",
        access,
        form=form,
        readers=found,
        selection=selection_of(request.form),
        letter=letter_of(access, draft, first),
        first=first,
    )


def _send(session: Session, access: Access, draft: Draft, to: list[int]) -> ResponseReturnValue:
    person_id = signed_in_viewer().person_id
    number = do_send_message(session, access, draft, to=to, sender_id=person_id)
    flash(
        ngettext(
            "Your message goes to %(num)d person.", "Your message goes to %(num)d people.", number
        ),
        "success",
    )
    return redirect(url_for("faculty.messages", exchange_id=access.exchange_id), 303)
