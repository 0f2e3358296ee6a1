"""Inviting many at once: give the list, look at it, confirm, pass the links on."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Partnership, Role
from vsm_platform.invitations.actions.batches import (
    do_confirm_batch,
    do_draft_batch,
    links_as_csv,
)
from vsm_platform.invitations.actions.promises import places_objection
from vsm_platform.invitations.forms import ManyForm, SeedForm
from vsm_platform.invitations.models import Batch
from vsm_platform.invitations.policies import require_inviter_of
from vsm_platform.invitations.queries.lists import access_own_batch, batch_progress
from vsm_platform.invitations.routes.pages import (
    GET_AND_POST,
    INVITATIONS,
    ROW,
    course_page,
    inviting_access,
    room,
)
from vsm_platform.invitations.spreadsheets import BYTES_LIMIT, Sheet, read_sheet, read_text
from vsm_platform.mail.api import can_send_mail
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import current_language
from vsm_platform.web.room import signed_in_viewer

MANY = f"{INVITATIONS}/many"
BATCH = f"{MANY}/<{ROW}:batch_id>"
SHOWN = 100
"""Rows that the preview shows of each kind."""
LARGEST_REQUEST = 2 * BYTES_LIMIT + 64 * 1024
"""Bytes: the file, the pasted text, and what a form adds."""


@room.url_value_preprocessor
def _take_larger_forms(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """A list of people is larger than other forms; this runs before anything reads the request."""
    if endpoint == "invitations.many":
        request.max_content_length = LARGEST_REQUEST
        request.max_form_memory_size = LARGEST_REQUEST


@room.page(MANY, policy=SIGNED_IN, methods=GET_AND_POST)
def many(session: Session, exchange_id: int) -> ResponseReturnValue:
    access, partners = inviting_access(session, exchange_id)
    form = ManyForm(
        language=current_language(),
        partnership=request.args.get("partner", access.partnership_id, type=int),
    )
    form.offer_partners(partners)
    form.offer_days()
    if form.validate_on_submit():
        require_inviter_of(access, form.partnership.data)
        batch_id = do_draft_batch(
            session,
            _sheet(form),
            exchange_id=exchange_id,
            partnership_id=form.partnership.data,
            role=Role(form.role.data),
            language=form.language.data,
            days=form.days.data,
            actor_id=signed_in_viewer().person_id,
        )
        address = url_for("invitations.batch", exchange_id=exchange_id, batch_id=batch_id)
        return redirect(address, 303)
    return course_page(session, "many", access, form=form)


def _sheet(form: ManyForm) -> Sheet:
    content = form.upload()
    return read_sheet(content, form.encoding.data) if content else read_text(form.text.data)


@room.page(BATCH, policy=SIGNED_IN, methods=GET_AND_POST)
def batch(session: Session, exchange_id: int, batch_id: int) -> ResponseReturnValue:
    """What was understood of a list; once it is confirmed, how far it is."""
    access, _partners = inviting_access(session, exchange_id)
    found, seed = access_own_batch(session, access, batch_id), None
    if Form().validate_on_submit() and found.rows:
        seed = do_confirm_batch(session, found, actor_id=signed_in_viewer().person_id)
    if found.confirmed_at is None:
        return course_page(session, "preview", access, **_preview(session, found))
    progress = batch_progress(session, found)
    return course_page(session, "batch", access, batch=found, numbers=progress, seed=seed)


def _preview(session: Session, found: Batch) -> dict[str, object]:
    is_bound = found.role == Role.STUDENT
    partnership = session.get_one(Partnership, found.partnership_id)
    return {
        "batch": found,
        "objection": places_objection(session, partnership, len(found.rows)) if is_bound else None,
        "shown": [{"name": name, "address": address} for name, address in found.rows[:SHOWN]],
        "problems": found.problems[:SHOWN],
        "by_letter": sum(bool(address) for _name, address in found.rows) if can_send_mail() else 0,
    }


@room.page(f"{BATCH}/links.csv", policy=SIGNED_IN, methods=("POST",))
def batch_links(session: Session, exchange_id: int, batch_id: int) -> ResponseReturnValue:
    """The links of a batch, for whoever holds the seed that its confirmation gave."""
    access, _partners = inviting_access(session, exchange_id)
    found, form = access_own_batch(session, access, batch_id), SeedForm()
    if not form.validate():
        raise NotFound
    text = links_as_csv(session, found, form.seed.data)
    headers = {"Content-Disposition": "attachment; filename=invitations.csv"}
    # The mark at the front tells spreadsheet programs that it is UTF-8.
    return Response("\ufeff" + text, mimetype="text/csv", headers=headers)
