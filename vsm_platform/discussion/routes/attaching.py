"""Pictures and recordings: chosen on a page of their own, where sending goes on after a lost line."""

from collections.abc import Sequence
from typing import BinaryIO, cast

from flask import Response, get_template_attribute, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from sqlalchemy.orm import Session

from vsm_platform.content.files.api import (
    PIECE,
    ROOM_FOR_FORM,
    ContentUnavailable,
    Destination,
    NoFileChosen,
    Owner,
    StoreUnavailable,
    do_add_kept,
    do_ensure_tidying,
    keep_sent,
    limits,
    offer_folder_owner,
    offer_intake,
    require_room,
    require_size,
    send_file_to,
    unfinished_of,
)
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.discussion.actions.attaching import (
    do_open_bundle,
    do_remove_file,
    do_say_words,
    note_checked,
    note_file,
)
from vsm_platform.discussion.actions.common import post_of
from vsm_platform.discussion.actions.drafts import do_keep_draft, place_parts
from vsm_platform.discussion.attachments import ACCEPTED, MOST, OWNER, largest, look
from vsm_platform.discussion.drawing import Row, offer_below_posts
from vsm_platform.discussion.forms import AttachForm, FilesForm, FileWordsForm
from vsm_platform.discussion.models import PostBundle
from vsm_platform.discussion.policies import require_opener
from vsm_platform.discussion.queries.access import (
    Standing,
    access_space,
    access_topic,
)
from vsm_platform.discussion.queries.attachments import (
    Attached,
    access_attached,
    draft_folder,
    files_of_bundle,
    files_of_posts,
    own_bundle,
)
from vsm_platform.discussion.routes.pages import (
    DISCUSSION,
    GET_AND_POST,
    ROW,
    course_page,
    room,
)
from vsm_platform.discussion.routes.posts import may_edit
from vsm_platform.discussion.spaces import discussion_path, post_path, topic_path
from vsm_platform.exchanges.api import require_open
from vsm_platform.web.room import database, signed_in_viewer

BUNDLE = f"{DISCUSSION}/attachments/<{ROW}:bundle_id>"
FOREVER = 365 * 86_400
"""Seconds that a browser keeps a preview: another picture has another address."""

offer_folder_owner(OWNER, draft_folder)
offer_intake(OWNER, look, note_file, largest, note_checked)


def _files(session: Session, _topic_id: int, rows: Sequence[Row]) -> dict[int, Markup]:
    """Below each post that has some: its pictures and recordings."""
    numbers = {row.id: row.number for row in rows if row.files and not row.deleted_at}
    if not numbers:
        return {}
    drawn = get_template_attribute("discussion/_attached.html", "attached")
    return {numbers[one]: drawn(files) for one, files in files_of_posts(session, numbers).items()}


offer_below_posts("files", _files)


def _writer(session: Session, exchange_id: int, place: str) -> Standing:
    """The viewer, who may write there now.

    Raises:
        NotFound: there is no such place, or it is not for the viewer.
        ExchangeClosed, OnlyFacultyOpen: nothing can be written there.
    """
    what, where, number = place_parts(place)
    viewer = signed_in_viewer()
    if what == "new":
        standing, view = access_space(session, viewer, exchange_id, where, number)
        require_opener(standing.access, students_open=view.students_open)
        return standing
    standing, topic = access_topic(session, viewer, exchange_id, int(where))
    require_open(standing.access)
    if number > topic.row.last_number:
        raise NotFound
    if what == "edit" and not may_edit(standing, post_of(session, topic.id, number)):
        raise NotFound
    return standing


def writing_path(exchange_id: int, place: str) -> str:
    """The address of the form for which a draft is."""
    what, where, number = place_parts(place)
    if what == "new":
        return f"{discussion_path(exchange_id)}/{where}/{number}/new"
    if what == "edit":
        return f"{post_path(exchange_id, int(where), number)}/edit"
    path = topic_path(exchange_id, int(where))
    return f"{path}/reply?to={number}" if number else f"{path}#answer"


@room.page(f"{DISCUSSION}/attach/<draft_place>", policy=SIGNED_IN, methods=("POST",))
def attach(session: Session, exchange_id: int, draft_place: str) -> ResponseReturnValue:
    """Leave a form for the page of its files; what was typed stays as a draft."""
    standing, form = _writer(session, exchange_id, draft_place), AttachForm()
    if not form.validate():
        raise NotFound
    own = (exchange_id, standing.person_id, draft_place)
    if form.text.data or form.title.data:
        do_keep_draft(session, *own, form.title.data or "", form.text.data or "")
    return redirect(_bundle_path(do_open_bundle(session, *own)), 303)


def _bundle_path(bundle: PostBundle) -> str:
    return f"{discussion_path(bundle.exchange_id)}/attachments/{bundle.id}"


def _own(
    session: Session, exchange_id: int, bundle_id: int
) -> tuple[Standing, PostBundle, list[Attached]]:
    bundle = own_bundle(session, signed_in_viewer().person_id, exchange_id, bundle_id)
    standing = _writer(session, exchange_id, bundle.place or "")
    what, where, number = place_parts(bundle.place or "")
    post_id = post_of(session, int(where), number).id if what == "edit" else None
    return standing, bundle, files_of_bundle(session, bundle, post_id)


@room.page(BUNDLE, policy=SIGNED_IN, methods=GET_AND_POST)
def attachments(session: Session, exchange_id: int, bundle_id: int) -> ResponseReturnValue:
    """The files of a draft, what is said of each, and the form for another."""
    standing, bundle, files = _own(session, exchange_id, bundle_id)
    form = FileWordsForm.of(files)
    if form.validate_on_submit():
        do_say_words(session, standing, form.words())
        if "more" in request.form:
            return redirect(f"{_bundle_path(bundle)}#add", 303)
        return redirect(writing_path(exchange_id, bundle.place or ""), 303)
    owner = Owner(OWNER, bundle.id)
    return course_page(
        session,
        "attachments",
        standing,
        bundle=bundle,
        files=files,
        form=form,
        back=writing_path(exchange_id, bundle.place or ""),
        coming=unfinished_of(session, exchange_id, standing.person_id, owner),
        target={"owner": f"{OWNER}:{bundle.id}"},
        accepted=ACCEPTED,
        most=MOST,
        largest=largest(),
        plain=min(largest(), limits().plain),
        piece=PIECE,
    )


@room.page(f"{BUNDLE}/add", policy=SIGNED_IN, methods=("POST",), transaction=False)
def add_attachment(exchange_id: int, bundle_id: int) -> ResponseReturnValue:
    """The plain form: a file in one piece, for browsers in which no script runs.

    As in the room of files, who sends it is asked before it is read.
    """
    size = max((request.content_length or 0) - ROOM_FOR_FORM, 0)
    require_size(size, min(largest(), limits().plain))
    with database().unit_of_work(writes=False) as session:
        standing, bundle, _files = _own(session, exchange_id, bundle_id)
        own_room = None if standing.teaches else standing.person_id
        require_room(session, exchange_id, size, limits(), person_id=own_room)
        to = Destination(
            exchange_id,
            Owner(OWNER, bundle.id),
            person_id=standing.person_id,
            by_faculty=standing.teaches,
            keeps_both=True,
        )
        path = _bundle_path(bundle)
    if not FilesForm().validate():
        raise CSRFError("The form's token is missing or too old.")
    _add(to)
    return redirect(path, 303)


def _add(to: Destination) -> None:
    sent = [file for file in request.files.getlist("files") if file.filename]
    if not sent:
        raise NoFileChosen
    try:
        kept = [keep_sent(OWNER, file.filename or "", cast(BinaryIO, file.stream)) for file in sent]
    except StoreUnavailable:
        raise ContentUnavailable from None
    with database().unit_of_work(writes=True) as session:
        do_ensure_tidying(session)
        for one in kept:
            do_add_kept(session, to, one)


@room.page(f"{BUNDLE}/remove", policy=SIGNED_IN, methods=("POST",))
def remove_attachment(session: Session, exchange_id: int, bundle_id: int) -> ResponseReturnValue:
    """Take a file away again: the button pressed says which."""
    standing, bundle, files = _own(session, exchange_id, bundle_id)
    file_id = request.form.get("file", 0, type=int)
    if file_id not in {one.file_id for one in files}:
        raise NotFound
    do_remove_file(session, standing, file_id)
    return redirect(_bundle_path(bundle), 303)


@room.page(f"{DISCUSSION}/attached/<{ROW}:attached_id>/<name>", policy=SIGNED_IN)
def attached(
    session: Session,
    exchange_id: int,
    attached_id: int,
    name: str,  # noqa: ARG001 (for people: it is how the file is called when it is saved)
) -> ResponseReturnValue:
    """A file of a post, for those who may read the post."""
    viewer = signed_in_viewer()
    found = access_attached(session, viewer, exchange_id, attached_id)
    return send_file_to(session, found.file_id, viewer.person_id)


@room.page(f"{DISCUSSION}/previews/<{ROW}:attached_id>", policy=SIGNED_IN)
def preview_of_picture(session: Session, exchange_id: int, attached_id: int) -> ResponseReturnValue:
    """The few kilobytes that a page of posts shows of a picture."""
    found = access_attached(session, signed_in_viewer(), exchange_id, attached_id)
    if found.preview is None:
        raise NotFound
    answer = Response(found.preview, mimetype="image/webp")
    answer.cache_control.private = True
    answer.cache_control.max_age = FOREVER
    answer.cache_control.immutable = True
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
