"""A credential as a file in each of its forms, and as fields for LinkedIn."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlencode

from flask import Response, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.credentials.badges import badge_png
from vsm_platform.credentials.certificates import (
    Certificate,
    badge_of,
    certificate_pdf,
    certificates_folder,
)
from vsm_platform.credentials.models import Issuer
from vsm_platform.credentials.passport.collecting import Passport
from vsm_platform.credentials.queries.achievements import best_language
from vsm_platform.credentials.queries.holders import Held
from vsm_platform.credentials.recognition.queries import RecognitionView
from vsm_platform.credentials.routes.pages import public_url, vault
from vsm_platform.credentials.signing import token_key
from vsm_platform.credentials.standards.api import as_token, bake_png, bake_svg
from vsm_platform.exchanges.api import partners_of
from vsm_platform.web.languages import current_language

TYPES = {
    "json": "application/vc+ld+json",
    "jwt": "application/vc+jwt",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}


def credential_file(session: Session, one: Held, ending: str) -> Response:
    """The newest form as a file.

    Raises:
        NotFound: there is no such form.
        SigningKeyMissing: the JWT form is signed when it is asked for, and cannot be.
    """
    if ending not in TYPES:
        raise NotFound
    content = _content(session, one, ending)
    answer = Response(content, mimetype=TYPES[ending])
    name = f"credential-{one.credential.uuid[:8]}.{ending}"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def recognition_file_of(view: RecognitionView | None) -> Response:
    """What a home university has signed about a credential, as a file.

    Raises:
        NotFound: it has signed nothing, or the student is erased.
    """
    if view is None or not view.document:
        raise NotFound
    answer = Response(view.document, mimetype=TYPES["json"])
    name = f"recognition-{view.uuid[:8]}.json"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _content(session: Session, one: Held, ending: str) -> bytes:
    return made_later(session, one, ending)()


def made_later(session: Session, one: Held, ending: str) -> Callable[[], bytes]:
    """What makes a form of a credential; it asks the database for nothing any more.

    Raises:
        SigningKeyMissing: the JWT form cannot be signed.
    """
    document, version = one.revision.document, one.view.version
    if ending == "json":
        return document.encode
    if ending == "jwt":
        issuer = session.get_one(Issuer, one.credential.issuer_id)
        key = token_key(session, vault(), issuer)
        return lambda: as_token(json.loads(document), key).encode()
    if ending == "png":
        return lambda: bake_png(badge_png(version.colour), document)
    partners = [partner.name for partner in partners_of(session, one.view.exchange_id)]
    if ending == "svg":
        kind, issuer_name, language = one.view.kind, one.issuer, version.language
        return lambda: bake_svg(
            badge_of(version, kind, issuer_name, partners, language), document
        ).encode()
    return partial(certificate_pdf, certificates_folder(), _certificate(one, partners))


def _certificate(one: Held, partners: Sequence[str]) -> Certificate:
    version = one.view.version
    wished = request.args.get("language", current_language())
    return Certificate(
        name=one.revision.name,
        grade=one.revision.grade,
        kind=one.view.kind,
        version=version,
        issuer=one.issuer,
        exchange=one.exchange,
        partners=partners,
        awarded_at=one.credential.awarded_at,
        valid_until=one.revision.valid_until,
        document=one.revision.document,
        address=shared_address(one),
        language=best_language(version, wished),
    )


def shared_address(one: Held) -> str:
    """The address of the public page of a credential, whether it is switched on or not."""
    path = url_for("credentials.shared", code=one.credential.share_code, _external=False)
    return f"{public_url()}{path}"


def linkedin_fields(one: Held, address: str) -> dict[str, str]:
    """What LinkedIn's form "Add licence or certification" asks for, and the link that fills it."""
    awarded, until = one.credential.awarded_at, one.revision.valid_until
    fields = {
        "name": str(one.view.version.texts[one.view.version.language]["name"]),
        "organizationName": one.issuer,
        "issueYear": str(awarded.year),
        "issueMonth": str(awarded.month),
        "certUrl": address,
        "certId": one.credential.uuid,
    }
    if until:
        fields |= {"expirationYear": str(until.year), "expirationMonth": str(until.month)}
    query = urlencode({"startTask": "CERTIFICATION_NAME", **fields})
    return fields | {"link": f"https://www.linkedin.com/profile/add?{query}"}


def passport_linkedin(passport: Passport, link: str) -> dict[str, str]:
    """The same for a whole passport that is shared by a link."""
    present = clock.now()
    fields = {
        "name": gettext("Passport of virtual exchanges"),
        "organizationName": passport.home or gettext("Virtual exchange"),
        "issueYear": str(present.year),
        "issueMonth": str(present.month),
        "certUrl": link,
    }
    query = urlencode({"startTask": "CERTIFICATION_NAME", **fields})
    return fields | {"link": f"https://www.linkedin.com/profile/add?{query}"}
