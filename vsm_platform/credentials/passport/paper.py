"""The passport on paper: the same page as tagged PDF, and as the readable page of the ZIP file."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext

from vsm_platform.credentials.certificates import as_data, as_pdf, attachment, qr_svg
from vsm_platform.credentials.passport.collecting import Passport
from vsm_platform.credentials.recognition.queries import RecognitionView
from vsm_platform.credentials.words import KINDS

ATTACHED = "passport.json"


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that stands on it."""

    passport: Passport
    recognitions: Mapping[int, RecognitionView]
    document: str
    """The signed record; empty where there is no credential."""
    address: str = ""
    """Of the shared page, for the QR code; empty where it is off."""


def paper_page(
    paper: Paper,
    *,
    files: Mapping[int, Mapping[str, str]] | None = None,
    is_web: bool = False,
) -> str:
    """The page in the reader's language; ``files`` are links by credential, for the ZIP file."""
    return render_template(
        "credentials/passport_paper.html",
        passport=paper.passport,
        recognitions=paper.recognitions,
        kinds=KINDS,
        address=paper.address,
        code=as_data(qr_svg(paper.address)) if paper.address and not is_web else "",
        files=files or {},
        is_web=is_web,
    )


def passport_pdf(paper: Paper) -> bytes:
    """The passport as PDF with the signed record in it.

    Raises:
        CannotDraw: the server lacks a library.
    """
    attached = []
    if paper.document:
        attached.append(attachment(paper.document, ATTACHED, gettext("The signed passport")))
    return as_pdf(paper_page(paper), attached)
