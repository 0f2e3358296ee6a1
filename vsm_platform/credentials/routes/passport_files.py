"""The passport as files: the signed record, paper, and everything in one ZIP file."""

from collections.abc import Iterator
from functools import partial

from flask import Response, stream_with_context
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.credentials.certificates import STYLE, weasyprint
from vsm_platform.credentials.errors import CannotDraw, SigningKeyMissing
from vsm_platform.credentials.passport.collecting import Passport
from vsm_platform.credentials.passport.packing import LARGEST, Entry, packed
from vsm_platform.credentials.passport.paper import Paper, paper_page, passport_pdf
from vsm_platform.credentials.passport.record import do_sign_record
from vsm_platform.credentials.queries.holders import Held
from vsm_platform.credentials.recognition.queries import recognitions_for
from vsm_platform.credentials.routes.files import made_later
from vsm_platform.credentials.routes.pages import public_url, vault

FORMS = {"pdf": "application/pdf", "json": "application/vc+ld+json", "zip": "application/zip"}


def passport_file(session: Session, passport: Passport, form: str, address: str) -> Response:
    """A passport as a file.

    Args:
        session: a unit of work that writes: the first record makes this service's keys.
        passport: what the file may tell.
        form: one of ``FORMS``.
        address: of the shared page; empty where it is off.

    Raises:
        NotFound: there is no such form.
        NothingToTake: the passport holds no credential, and a record is asked for.
        SigningKeyMissing: it cannot be signed.
        CannotDraw: a PDF is asked for, and the server lacks a library.
    """
    if form not in FORMS:
        raise NotFound
    recognitions = recognitions_for(session, passport.person_id)
    document = ""
    if passport.held or form == "json":
        document = do_sign_record(session, vault(), public_url(), passport, recognitions)
    paper = Paper(passport, recognitions, document, address)
    if form == "json":
        return _answer(document, form)
    if form == "pdf":
        return _answer(passport_pdf(paper), form)
    entries = _entries(session, paper)
    # What streams outlives this unit of work: its rows go along as they are.
    session.flush()
    session.expunge_all()
    return _answer(stream_with_context(packed(entries)), form)


def _answer(content: str | bytes | Iterator[bytes], form: str) -> Response:
    answer = Response(content, mimetype=FORMS[form])
    answer.headers["Content-Disposition"] = f"attachment; filename=passport.{form}"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _entries(session: Session, paper: Paper) -> list[Entry]:
    """What goes into the ZIP file. Everything of the database is read here, before it streams."""
    held = paper.passport.held[:LARGEST]
    draws = _can_draw()
    entries, links = list[Entry](), dict[int, dict[str, str]]()
    for number, one in enumerate(held, 1):
        folder = f"credentials/{number:02}-{one.credential.uuid[:8]}"
        made = _files_of(session, one, folder, draws=draws)
        found = paper.recognitions.get(one.credential.id)
        if found is not None and found.document:
            path = f"{folder}/recognition.json"
            made["recognition"] = Entry(path, partial(str.encode, found.document))
        entries += made.values()
        links[one.credential.id] = {name: entry.path for name, entry in made.items()}
    page = paper_page(paper, files=links, is_web=True)
    first = [
        Entry("index.html", partial(str.encode, page)),
        Entry("style.css", STYLE.read_bytes),
    ]
    if paper.document:
        first.append(Entry("passport.json", partial(str.encode, paper.document)))
    if draws:
        # The page within is drawn while it is sent, but in this reader's language and address.
        first.append(Entry("passport.pdf", partial(passport_pdf, paper)))
    return [*first, *entries]


def _files_of(session: Session, one: Held, folder: str, *, draws: bool) -> dict[str, Entry]:
    made: dict[str, Entry] = {}
    for form in ("pdf", "png", "svg", "json", "jwt"):
        if form == "pdf" and not draws:
            continue
        try:
            make = made_later(session, one, form)
        except SigningKeyMissing:
            # The other forms are good without it.
            continue
        made[form] = Entry(f"{folder}/credential.{form}", make, is_packed=form != "png")
    return made


def _can_draw() -> bool:
    try:
        weasyprint()
    except CannotDraw:
        return False
    return True
