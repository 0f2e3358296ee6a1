"""What verifiers and wallets fetch: keys, status lists, contexts. From any site, and kept for a while."""

import json

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ANYONE
from vsm_platform.credentials.publishing import did_document_of, signed_status_list
from vsm_platform.credentials.queries.published import find_issuer, status_list_row
from vsm_platform.credentials.routes.pages import ROW, public_url, room, vault
from vsm_platform.credentials.standards.api import CONTEXT_FILES, Json, pinned_context

ISSUER = f"/issuers/<{ROW}:issuer_id>"
MINUTE, DAY = 60, 86_400


@room.page(f"{ISSUER}/did.json", policy=ANYONE)
def did(session: Session, issuer_id: int) -> ResponseReturnValue:
    """The issuer's did document (did:web); a new key may take five minutes to be seen."""
    document = did_document_of(session, find_issuer(session, issuer_id))
    return _public(json.dumps(document, ensure_ascii=False), "application/did+json", 5 * MINUTE)


@room.page(f"{ISSUER}/status/<{ROW}:list_id>", policy=ANYONE)
def status_list(session: Session, issuer_id: int, list_id: int) -> ResponseReturnValue:
    """A signed status list (Bitstring Status List 1.0); a revocation is seen after a minute."""
    row = status_list_row(session, issuer_id, list_id)
    issuer = find_issuer(session, issuer_id)
    document: Json = signed_status_list(session, vault(), public_url(), issuer, row)
    return _public(json.dumps(document, ensure_ascii=False), "application/vc", MINUTE)


@room.page("/contexts/<name>", policy=ANYONE)
def context(_session: Session, name: str) -> ResponseReturnValue:
    """One of the contexts with which this site signs, for who wants to check offline."""
    if name not in CONTEXT_FILES:
        raise NotFound
    return _public(pinned_context(CONTEXT_FILES[name]), "application/ld+json", DAY)


def _public(content: str | bytes, kind: str, seconds: int) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
