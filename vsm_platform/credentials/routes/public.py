"""For everybody: the page of a credential that its bearer shares, and of an achievement."""

from flask import Response, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ANYONE
from vsm_platform.credentials.certificates import badge_of
from vsm_platform.credentials.publishing import OurSources
from vsm_platform.credentials.queries.achievements import issuers, published_version
from vsm_platform.credentials.queries.holders import shared_credential
from vsm_platform.credentials.recognition.queries import shared_recognition_view
from vsm_platform.credentials.routes.files import credential_file, recognition_file_of
from vsm_platform.credentials.routes.pages import ROW, public_url, room, vault
from vsm_platform.credentials.standards.api import verify
from vsm_platform.credentials.words import KINDS
from vsm_platform.exchanges.api import partners_of

SHARED = "/c/<string(length=22):code>"
VERSION = f"/achievements/<{ROW}:achievement_id>/<{ROW}:number>"


@room.page(SHARED, policy=ANYONE)
def shared(session: Session, code: str) -> ResponseReturnValue:
    """A credential with what a check of it finds now; in no search engine, and kept by nobody."""
    try:
        one = shared_credential(session, code)
    except NotFound:
        # A page that is off and one that never was look the same.
        return _private(render_template("credentials/not_shared.html"), 404)
    sources = OurSources(session, vault(), public_url())
    found = verify(one.revision.document, sources, clock.now())
    recognition = shared_recognition_view(session, one.credential.id)
    page = render_template(
        "credentials/shared.html",
        one=one,
        found=found,
        recognition=recognition,
        recognition_check=verify(recognition.document, sources, clock.now())
        if recognition and recognition.document
        else None,
        kinds=KINDS,
        partners=partners_of(session, one.view.exchange_id),
        badge=url_for(
            "credentials.badge", achievement_id=one.view.id, number=one.view.version.number
        ),
    )
    return _private(page)


def _private(page: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@room.page(f"{SHARED}/file.<ending>", policy=ANYONE)
def shared_file(session: Session, code: str, ending: str) -> ResponseReturnValue:
    """The shared credential as a file, for whoever wants to check it elsewhere."""
    return credential_file(session, shared_credential(session, code), ending)


@room.page(f"{SHARED}/recognition.json", policy=ANYONE)
def shared_recognition(session: Session, code: str) -> ResponseReturnValue:
    """What the home university made of a shared credential, for whoever wants to check it elsewhere."""
    one = shared_credential(session, code)
    return recognition_file_of(shared_recognition_view(session, one.credential.id))


@room.page(VERSION, policy=ANYONE)
def version(session: Session, achievement_id: int, number: int) -> ResponseReturnValue:
    """What an achievement is, in one of its versions; its address is the achievement's id."""
    one = published_version(session, achievement_id, number)
    return render_template(
        "credentials/version.html",
        one=one,
        kinds=KINDS,
        partners=partners_of(session, one.exchange_id),
        issuer=next(iter(issuers(session, [one.issuer_id])), None) if one.issuer_id else None,
    )


@room.page(f"{VERSION}/badge.svg", policy=ANYONE)
def badge(session: Session, achievement_id: int, number: int) -> ResponseReturnValue:
    """The badge without a credential in it; a draft's is drawn for its page as well."""
    one = published_version(session, achievement_id, number, drafts=True)
    signer = next(iter(issuers(session, [one.issuer_id])), None) if one.issuer_id else None
    partners = [partner.name for partner in partners_of(session, one.exchange_id)]
    svg = badge_of(
        one.version, one.kind, signer.name if signer else "", partners, one.version.language
    )
    answer = Response(svg, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
