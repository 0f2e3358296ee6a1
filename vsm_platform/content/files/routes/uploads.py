"""Resumable uploads: tus 1.0.0 with Creation, Expiration, Checksum and Termination.

https://tus.io/protocols/resumable-upload. A piece is read from its line outside of any unit of work
and without a lock, since a weak line takes minutes for it and a dead one holds its connection for
longer; only when it is here whole is it put in its place, and then whoever comes second learns that
the place is taken (409). Of a piece whose line was cut what came is kept, unless it has a checksum,
which is that of the whole piece.

Errors are ``AppError`` pages, whose status is all that programs look at.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from typing import BinaryIO

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date

from vsm_platform.content.files.actions.storing import Destination
from vsm_platform.content.files.actions.uploads import (
    UploadWish,
    do_begin_upload,
    do_end_upload,
    do_note_piece,
)
from vsm_platform.content.files.errors import (
    ChecksumWrong,
    OffsetWrong,
    PieceOfWrongType,
    PieceTooLarge,
    StoreUnavailable,
    UploadGone,
    UploadMalformed,
    UploadNotUnderstood,
)
from vsm_platform.content.files.intake import largest_of
from vsm_platform.content.files.jobs import take_in
from vsm_platform.content.files.limits import MIB, PIECE, limits
from vsm_platform.content.files.models import File, Upload
from vsm_platform.content.files.owners import Owner
from vsm_platform.content.files.places import staging
from vsm_platform.content.files.policies import Place, require, require_adder, require_changer
from vsm_platform.content.files.queries.access import access_file, access_place
from vsm_platform.content.files.routes.pages import EXCHANGE_PAGES, ROW, room
from vsm_platform.core import clock
from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.core.logs import get_logger
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.web.room import database, signed_in_viewer
from vsm_platform.web.routes import sent_by_own_page

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
ALGORITHMS: dict[str, Callable[[], "hashlib._Hash"]] = {
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
}
QUICK = 32 * MIB
"""Files up to this size are taken in while their sender waits; larger ones right afterwards."""
AT_ONCE = 1 << 16
UPLOADS = f"{EXCHANGE_PAGES}/uploads"
UPLOAD = f"{UPLOADS}/<{ROW}:upload_id>"


@room.after_request
def _tell_version(response: Response) -> Response:
    if request.endpoint in {"files.begin_upload", "files.go_on_with_upload"}:
        response.headers["Tus-Resumable"] = VERSION
        if response.status_code == UploadNotUnderstood.status:
            response.headers["Tus-Version"] = VERSION
    return response


def _abilities() -> Response:
    return Response(
        status=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(limits().largest),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


def _require_tus() -> None:
    """Go on, if a program of this protocol asks, and no other site's page.

    To send ``Tus-Resumable`` a page of another site would have to ask first (Fetch, CORS preflight),
    and gets no answer to that; so the header also protects what has no form's token.
    """
    if request.headers.get("Tus-Resumable") != VERSION:
        raise UploadNotUnderstood(what="Tus-Resumable")
    if not sent_by_own_page():
        raise NotAllowed


@room.page(UPLOADS, policy=SIGNED_IN, methods=("POST", "OPTIONS"))
def begin_upload(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Say what will come (Creation), or ask what is possible (OPTIONS)."""
    if request.method == "OPTIONS":
        access_place(session, signed_in_viewer(), exchange_id)
        return _abilities()
    _require_tus()
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    to = destination_from(session, exchange_id, said)
    bounds = limits()
    wish = UploadWish(
        to=to,
        person_id=signed_in_viewer().person_id,
        name=said.get("filename") or said.get("name", ""),
        length=_number("Upload-Length"),
        modified=said.get("modified", ""),
        largest=bounds.picture if said.get("purpose") == "picture" else largest_of(to.owner.kind),
    )
    upload = do_begin_upload(session, wish, bounds)
    address = url_for(
        "files.go_on_with_upload", exchange_id=exchange_id, upload_id=upload.id, _external=True
    )
    return Response(status=201, headers={"Location": address, **_state(upload)})


def _metadata(header: str) -> dict[str, str]:
    """Pairs of a key and a value in Base64, separated by commas (Creation, Upload-Metadata)."""
    said: dict[str, str] = {}
    for pair in filter(None, map(str.strip, header.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            said[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise UploadMalformed(what="Upload-Metadata") from None
    return said


def destination_from(session: Session, exchange_id: int, said: Mapping[str, str]) -> Destination:
    """Where the file goes, if the viewer may put it there.

    ``file`` (for a new version), ``folder`` or ``owner`` say where; without them it is the topmost
    place of the exchange.
    """
    if said.get("file"):
        found = access_file(session, signed_in_viewer(), exchange_id, _row(said, "file"))
        require_changer(found.place, found.file)
        return destination_of(found.place, found.file)
    return destination_of(require_adder(named_place(session, exchange_id, said)))


def named_place(session: Session, exchange_id: int, said: Mapping[str, str]) -> Place:
    """The place that ``folder`` or ``owner`` (``team:7``) names; what the viewer may do is unasked."""
    folder_id = _row(said, "folder") if said.get("folder") else None
    kind, _colon, number = said.get("owner", "").partition(":")
    owner = Owner(kind, _row({"owner": number}, "owner")) if kind else None
    return access_place(session, signed_in_viewer(), exchange_id, owner, folder_id)


def destination_of(place: Place, updated: File | None = None) -> Destination:
    """A place as where a file goes, brought by who is looking."""
    return Destination(
        place.access.exchange_id,
        place.owner,
        place.folder_id,
        updated.id if updated else None,
        place.person_id,
        place.by_faculty,
    )


def _row(said: Mapping[str, str], name: str) -> int:
    text = said[name]
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise NotFound
    return int(text)


def _number(header: str) -> int:
    """A header that must be a number of bytes."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise UploadMalformed(what=header)
    return int(text)


def _state(upload: Upload) -> dict[str, str]:
    headers = {
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.length),
        "Upload-Expires": http_date(upload.expires_at),
        "Cache-Control": "no-store",
    }
    if upload.file_id is not None:
        headers["Vsm-File"] = str(upload.file_id)
    return headers


@room.page(
    UPLOAD,
    policy=SIGNED_IN,
    methods=("HEAD", "PATCH", "DELETE", "POST", "OPTIONS"),
    transaction=False,
)
def go_on_with_upload(exchange_id: int, upload_id: int) -> ResponseReturnValue:
    """How far an upload is (HEAD), its next piece (PATCH), or its end (DELETE).

    POST is for those whose proxies let nothing else pass (core protocol, X-HTTP-Method-Override).
    """
    method = request.headers.get("X-HTTP-Method-Override", request.method).upper()
    if method == "OPTIONS":
        return _abilities()
    _require_tus()
    if method == "HEAD":
        with database().unit_of_work(writes=False) as session:
            upload, _place = own_upload(session, exchange_id, upload_id)
            return Response(status=200, headers=_state(upload))
    if method == "PATCH":
        return _take_piece(exchange_id, upload_id)
    if method == "DELETE":
        with database().unit_of_work(writes=True) as session:
            do_end_upload(session, own_upload(session, exchange_id, upload_id)[0])
        return Response(status=204)
    raise UploadMalformed(what="X-HTTP-Method-Override")


def own_upload(session: Session, exchange_id: int, upload_id: int) -> tuple[Upload, Place]:
    """The viewer's own upload and where it goes, if the viewer may still put files there.

    Raises:
        NotFound: there is none, or it is another's, or its place is closed to the viewer now.
        ExchangeClosed: the exchange is over, or the viewer's institution has left.
        UploadGone: its time is over.
    """
    upload = session.get(Upload, upload_id)
    viewer = signed_in_viewer()
    if upload is None or (upload.exchange_id, upload.person_id) != (exchange_id, viewer.person_id):
        raise NotFound
    owner = Owner(upload.owner_kind, upload.owner_id)
    place = access_place(session, viewer, exchange_id, owner, upload.folder_id)
    require(place, place.may_add or upload.updates_id is not None)
    if upload.expires_at <= clock.now() and not upload.is_complete:
        raise UploadGone
    return upload, place


def _take_piece(exchange_id: int, upload_id: int) -> Response:
    if request.mimetype != "application/offset+octet-stream":
        raise PieceOfWrongType(what="Content-Type")
    offset = _number("Upload-Offset")
    with database().unit_of_work(writes=False) as session:
        upload, _place = own_upload(session, exchange_id, upload_id)
        if upload.offset != offset:
            raise OffsetWrong
        rest = upload.length - upload.offset
    with staging().spool() as piece:
        received = _receive(piece, rest)
        upload = _put(upload_id, offset, piece, received)
    if upload.is_complete and upload.length <= QUICK:
        upload.file_id = _take_in_now(upload_id)
    return Response(status=204, headers=_state(upload))


def _receive(piece: BinaryIO, rest: int) -> int:
    """Read the piece from its line; gives how much of it came.

    Raises:
        PieceTooLarge: it is more than the file was said to have, or than a piece may have.
        ChecksumWrong: it is not what was sent.
    """
    most = min(rest, PIECE)
    if (request.content_length or 0) > most:
        raise PieceTooLarge(what="Content-Length")
    checksum = Checksum(request.headers.get("Upload-Checksum"))
    received, is_cut = 0, False
    while True:
        try:
            part = request.stream.read(AT_ONCE)
        except (ClientDisconnected, OSError):
            is_cut = True
            break
        if not part:
            break
        received += len(part)
        if received > most:
            raise PieceTooLarge(what="Content-Length")
        checksum.add(part)
        piece.write(part)
    if is_cut and checksum.is_asked:
        raise ChecksumWrong
    checksum.require_right()
    piece.seek(0)
    return received


class Checksum:
    """What ``Upload-Checksum`` says of a piece (Checksum extension); nothing where it is not sent.

    Raises:
        UploadMalformed: it is of an algorithm that is not offered, or cannot be read.
    """

    def __init__(self, header: str | None) -> None:
        self.is_asked = header is not None
        name, _space, value = (header or "").partition(" ")
        algorithm = ALGORITHMS.get(name, ALGORITHMS["sha1"])
        if self.is_asked and name not in ALGORITHMS:
            raise UploadMalformed(what="Upload-Checksum")
        self._computed = algorithm()
        try:
            self._wanted = base64.b64decode(value, validate=True)
        except binascii.Error:
            raise UploadMalformed(what="Upload-Checksum") from None

    def add(self, part: bytes) -> None:
        if self.is_asked:
            self._computed.update(part)

    def require_right(self) -> None:
        """Go on, if the piece is what was sent.

        Raises:
            ChecksumWrong: it is not.
        """
        if self.is_asked and self._computed.digest() != self._wanted:
            raise ChecksumWrong


def _put(upload_id: int, offset: int, piece: BinaryIO, received: int) -> Upload:
    """Put a piece in its place, if the place is still free."""
    with staging().locked(upload_id) as path:
        with database().unit_of_work(writes=False) as session:
            present = session.get(Upload, upload_id)
            if present is None:
                staging().drop(upload_id)
                raise NotFound
            if present.offset != offset:
                raise OffsetWrong
        try:
            staging().write(path, offset, piece)
        except FileNotFoundError:
            # Its sender has given it up in another window.
            raise NotFound from None
        with database().unit_of_work(writes=True) as session:
            upload = do_note_piece(session, upload_id, offset, received)
            session.flush()
            session.expunge(upload)
            return upload


def _take_in_now(upload_id: int) -> int | None:
    """Make the file while its sender waits; where that fails, the courier does it a little later."""
    try:
        return take_in(database(), upload_id)
    except StoreUnavailable:
        get_logger().warning("file_store_unavailable", upload=upload_id)
        return None
