"""Items come into modules, are written, moved and taken out, by the hands of those who teach."""

from uuid import uuid4

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.content.modules.actions.items import (
    do_add_heading,
    do_add_link,
    do_add_page,
    do_delete_item,
    do_move_item,
    do_publish_item,
    do_restore_item,
)
from vsm_platform.content.modules.actions.words import (
    Clash,
    do_drop_draft,
    do_keep_draft,
    do_save_words,
)
from vsm_platform.content.modules.forms import DraftForm, ItemForm, MoveForm, PublishForm
from vsm_platform.content.modules.models import Completion, ItemDraft, Kind, ModuleItem
from vsm_platform.content.modules.queries.items import draft_of, item_row, module_row, name_of
from vsm_platform.content.modules.routes.pages import (
    GET_AND_POST,
    ITEM,
    MODULE,
    actor,
    course_page,
    done,
    drawn,
    peertube_hosts,
    room,
    to_overview,
    writer_of,
)
from vsm_platform.core.errors import AppError, NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access
from vsm_platform.web.forms import Form

WRITTEN = (Kind.PAGE, Kind.ACTIVITY)
"""What is written in the editor, after it was given a title."""


def _kind(word: str) -> Kind:
    try:
        return Kind(word)
    except ValueError:
        raise NotFound from None


@room.page(f"{MODULE}/add/<kind>", policy=SIGNED_IN, methods=GET_AND_POST)
def add_item(session: Session, exchange_id: int, module_id: int, kind: str) -> ResponseReturnValue:
    """A new item; a page gets its title here, and its words in the editor."""
    access = writer_of(session, exchange_id)
    module = module_row(session, exchange_id, module_id)
    wanted = _kind(kind)
    form = ItemForm(
        completion=Completion.MARK.value,
        is_published=wanted not in WRITTEN,
        client_key=uuid4().hex,
    )
    form.fit(wanted, access.languages, peertube_hosts())
    if wanted in WRITTEN:
        for name in ("text", "language", "minutes", "completion", "is_published"):
            delattr(form, name)
    if form.validate_on_submit():
        item_id = _add(session, module_id, wanted, form)
        if wanted in WRITTEN:
            address = url_for("modules.edit_item", exchange_id=exchange_id, item_id=item_id)
            return redirect(address, 303)
        return done(gettext("Added."), to_overview(exchange_id, item_id=item_id))
    return course_page(session, "add_item", access, form=form, module=module, kind=wanted)


def _add(session: Session, module_id: int, kind: Kind, form: ItemForm) -> int:
    words, key = form.words(), form.client_key.key
    if kind == Kind.HEADING:
        return do_add_heading(session, module_id, words.title, actor_id=actor(), client_key=key)
    if kind in WRITTEN:
        return do_add_page(
            session,
            module_id,
            words.title,
            "",
            kind=kind,
            is_published=False,
            actor_id=actor(),
            client_key=key,
        )
    return do_add_link(
        session,
        module_id,
        words.title,
        words.url,
        kind=kind,
        text=words.text,
        minutes=words.minutes,
        completion=words.completion,
        is_published=form.is_published.data,
        actor_id=actor(),
        client_key=key,
    )


@room.page(f"{ITEM}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit_item(session: Session, exchange_id: int, item_id: int) -> ResponseReturnValue:
    """Write an item; whoever saved in between loses nothing, and neither does the writer."""
    access = writer_of(session, exchange_id)
    row = _own_row(session, exchange_id, item_id)
    draft = draft_of(session, item_id, actor())
    form = _filled(row, draft, access)
    clash = None
    if request.form.get("action") != "preview" and form.validate_on_submit():
        clash = _save(session, exchange_id, item_id, form)
        if clash is None:
            address = url_for("modules.item", exchange_id=exchange_id, item_id=item_id, saved="yes")
            is_heading = row.kind == Kind.HEADING
            return done(gettext("Saved."), to_overview(exchange_id) if is_heading else address)
        _propose(form, clash)
    return course_page(
        session,
        "edit_item",
        access,
        form=form,
        item=row,
        draft=draft if request.method == "GET" else None,
        clash=clash,
        other=name_of(session, clash.saved_by_id) if clash else "",
        preview=drawn(form.text.data or "") if "text" in form else None,
    )


def _own_row(session: Session, exchange_id: int, item_id: int) -> ModuleItem:
    row = item_row(session, exchange_id, item_id)
    if row.ref_id is not None:
        raise NotFound
    return row


def _filled(row: ModuleItem, draft: ItemDraft | None, access: Access) -> ItemForm:
    """The form with what was saved, or with what its writer had begun."""
    form = ItemForm(
        url=row.url,
        language=row.language,
        minutes=row.minutes,
        is_published=row.is_published,
        title=draft.title if draft else row.title,
        text=draft.text if draft else row.text,
        base_version=str(draft.base_version if draft else row.version),
        client_key=uuid4().hex,
        completion=row.completion,
    )
    form.fit(Kind(row.kind), access.languages, peertube_hosts())
    return form


def _save(session: Session, exchange_id: int, item_id: int, form: ItemForm) -> Clash | None:
    clash = do_save_words(
        session,
        exchange_id,
        item_id,
        form.words(),
        base_version=form.base,
        actor_id=actor(),
        client_key=form.client_key.key,
    )
    if clash is None:
        is_published = form.is_published.data
        do_publish_item(session, exchange_id, item_id, is_published=is_published, actor_id=actor())
    return clash


def _propose(form: ItemForm, clash: Clash) -> None:
    """Put both changes into the form where they do not touch; else one's own words stay in it."""
    form.base_version.data = str(clash.version)
    form.client_key.data = uuid4().hex
    if clash.merged.is_clean and "text" in form:
        form.title.data, form.text.data = clash.merged_title, clash.merged.text


@room.page(f"{ITEM}/preview", policy=SIGNED_IN, methods=("POST",), writes=False)
def preview(session: Session, exchange_id: int, item_id: int) -> ResponseReturnValue:
    """What a text will look like, for the page's script."""
    writer_of(session, exchange_id)
    _own_row(session, exchange_id, item_id)
    form = DraftForm()
    if not form.validate():
        raise AppError
    return str(drawn(form.text.data or "").html)


@room.page(f"{ITEM}/draft", policy=SIGNED_IN, methods=("POST",))
def keep_draft(session: Session, exchange_id: int, item_id: int) -> ResponseReturnValue:
    """Keep what is typed, for the page's script, or forget it."""
    writer_of(session, exchange_id)
    _own_row(session, exchange_id, item_id)
    if request.form.get("action") == "drop":
        do_drop_draft(session, item_id, actor())
        address = url_for("modules.edit_item", exchange_id=exchange_id, item_id=item_id)
        return done(gettext("Your draft is gone. This is what was saved last."), address)
    form = DraftForm()
    if not form.validate():
        raise AppError
    title, text, base = form.title.data or "", form.text.data or "", form.base_version.data
    saved_at = do_keep_draft(session, exchange_id, item_id, actor(), title, text, base)
    return jsonify(saved_at=saved_at.isoformat())


@room.page(f"{ITEM}/publish", policy=SIGNED_IN, methods=("POST",))
def publish_item(session: Session, exchange_id: int, item_id: int) -> ResponseReturnValue:
    writer_of(session, exchange_id)
    item_row(session, exchange_id, item_id)
    wish = PublishForm().publish.data == "yes"
    do_publish_item(session, exchange_id, item_id, is_published=wish, actor_id=actor())
    message = gettext("Students see it now.") if wish else gettext("It is a draft again.")
    return done(message, to_overview(exchange_id, item_id=item_id))


@room.page(f"{ITEM}/move", policy=SIGNED_IN, methods=("POST",))
def move_item(session: Session, exchange_id: int, item_id: int) -> ResponseReturnValue:
    writer_of(session, exchange_id)
    item_row(session, exchange_id, item_id)
    form = MoveForm()
    if not form.validate():
        raise NotFound
    up = form.direction.data == "up"
    do_move_item(
        session,
        exchange_id,
        item_id,
        direction=None if form.module.data else "up" if up else "down",
        to_module_id=form.module.data,
    )
    return redirect(to_overview(exchange_id, item_id=item_id), 303)


@room.page(f"{ITEM}/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete_item(session: Session, exchange_id: int, item_id: int) -> ResponseReturnValue:
    """Take an item out of its module, after a question."""
    access = writer_of(session, exchange_id)
    row = item_row(session, exchange_id, item_id)
    if Form().validate_on_submit():
        do_delete_item(session, exchange_id, item_id, actor_id=actor())
        message = gettext("Deleted. You find it under “Deleted” if you want it back.")
        return done(message, to_overview(exchange_id))
    return course_page(session, "delete_item", access, item=row)


@room.page(f"{ITEM}/restore", policy=SIGNED_IN, methods=("POST",))
def restore_item(session: Session, exchange_id: int, item_id: int) -> ResponseReturnValue:
    writer_of(session, exchange_id)
    do_restore_item(session, exchange_id, item_id, actor_id=actor())
    return done(gettext("It is back where it stood."), to_overview(exchange_id, item_id=item_id))
