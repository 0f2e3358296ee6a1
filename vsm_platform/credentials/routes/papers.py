"""A student's learning agreement and transcript: as PDF, as data, and as ELMO; and a whole exchange's."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ADMINISTRATOR, OFFICE, SIGNED_IN
from vsm_platform.credentials.certificates import as_pdf, attachment
from vsm_platform.credentials.recognition.agreements import agreement_data
from vsm_platform.credentials.recognition.elmo import elmo_tree, elmo_xml
from vsm_platform.credentials.recognition.papers import Paper, access_paper, papers
from vsm_platform.credentials.recognition.words import credits_text
from vsm_platform.credentials.routes.pages import ROW, actor_id, office_id, public_url, room
from vsm_platform.exchanges.api import Exchange, exchanges_of_office, language_list
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

TYPES = {"pdf": "application/pdf", "json": "application/json", "xml": "application/xml"}
ENDINGS = {"agreement": ("pdf", "json"), "transcript": ("pdf", "json", "xml")}


@room.page(f"/papers/<{ROW}:enrolment_id>/<which>.<ending>", policy=SIGNED_IN)
def paper(session: Session, enrolment_id: int, which: str, ending: str) -> ResponseReturnValue:
    """One of a student's papers, for the student, the home university's office and administrators."""
    if ending not in ENDINGS.get(which, ()):
        raise NotFound
    found = access_paper(session, signed_in_viewer(), enrolment_id)
    answer = Response(_content(found, which, ending), mimetype=TYPES[ending])
    file_name = f"{which}-{enrolment_id}.{ending}"
    answer.headers["Content-Disposition"] = f"attachment; filename={file_name}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _content(found: Paper, name: str, ending: str) -> bytes | str:
    if ending == "xml":
        return elmo_xml(elmo_tree(found, public_url(), clock.now()))
    data = (
        agreement_data(found)
        if name == "agreement"
        else elmo_tree(found, public_url(), clock.now())
    )
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return text if ending == "json" else _drawn(found, name, text)


def _drawn(found: Paper, name: str, text: str) -> bytes:
    """The paper as PDF, with its data attached."""
    page = render_template(
        f"credentials/paper_{name}.html",
        one=found,
        present=clock.now(),
        language_list=language_list,
        credits_text=credits_text,
    )
    attached = attachment(text, f"{name}.json", gettext("The same as data"), "Data")
    return as_pdf(page, [attached])


@room.page(
    f"/admin/exchanges/<{ROW}:exchange_id>/elmo.zip", policy=ADMINISTRATOR, methods=("POST",)
)
def exchange_elmo(session: Session, exchange_id: int) -> ResponseReturnValue:
    """The transcripts of all students of an exchange, an ELMO file for each."""
    if session.get(Exchange, exchange_id) is None:
        raise NotFound
    if not Form().validate():
        return redirect(url_for("credentials.all_credentials", exchange=exchange_id), 303)
    return _zip(session, exchange_id, papers(session, exchange_id), None)


@room.page(f"/office/exchanges/<{ROW}:exchange_id>/elmo.zip", policy=OFFICE, methods=("POST",))
def office_elmo(session: Session, exchange_id: int) -> ResponseReturnValue:
    """The transcripts of the office's own students of an exchange."""
    if not exchanges_of_office(session, office_id(), exchange_id):
        raise NotFound
    if not Form().validate():
        return redirect(url_for("credentials.office_credentials", exchange=exchange_id), 303)
    found = papers(session, exchange_id, institution_id=office_id())
    return _zip(session, exchange_id, found, office_id())


def _zip(
    session: Session, exchange_id: int, found: list[Paper], institution_id: int | None
) -> Response:
    audit.record(
        session,
        "credentials.transcripts_exported",
        f"exchange:{exchange_id}",
        actor_id=actor_id(),
        institution_id=institution_id,
        number=len(found),
    )
    content, present = BytesIO(), clock.now()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for one in found:
            # No name of a person is a name of a file: numbers are safe everywhere.
            entry = ZipInfo(f"elmo-{one.enrolment_id}.xml", present.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, elmo_xml(elmo_tree(one, public_url(), present)))
    answer = Response(content.getvalue(), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f"attachment; filename=elmo-{exchange_id}.zip"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
