"""Certificates as tagged PDF (PDF/UA-1), drawn on demand and kept by form and language.

WeasyPrint fetches nothing: pictures stand in the page itself, and every address is refused. The
signed credential is attached to the file, so that whoever has the PDF can check it.
"""

import base64
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale, gettext, ngettext

from vsm_platform.core.logs import get_logger
from vsm_platform.credentials.badges import Badge, badge_svg, mark_svg
from vsm_platform.credentials.errors import CannotDraw
from vsm_platform.credentials.models import AchievementKind, AchievementVersion
from vsm_platform.credentials.words import KINDS

STYLE = Path(__file__).parents[1] / "static" / "certificate.css"
ATTACHED = "credential.json"
MOVING_SIGNS = re.compile("[\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]")
"""Letters of India's scripts, of Sinhala, Myanmar and Khmer."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Everything that stands on a certificate."""

    name: str
    grade: str
    kind: AchievementKind
    version: AchievementVersion
    issuer: str
    exchange: str
    partners: Sequence[str]
    awarded_at: datetime
    valid_until: datetime | None
    document: str
    address: str
    """Of the public page, for the QR code."""
    language: str
    """In which it is drawn: one that the version speaks."""


def badge_of(
    version: AchievementVersion,
    kind: AchievementKind,
    issuer: str,
    partners: Sequence[str],
    language: str,
) -> str:
    """The badge of a version in one of its languages, as SVG."""
    with force_locale(language.replace("-", "_")):
        others = [one for one in partners if one != issuer]
        rest = len(others) - 5
        badge = Badge(
            title=version.texts[language]["name"],
            kind=str(KINDS[AchievementKind(kind)]).upper(),
            issuer=issuer,
            partners=others[:5] if rest <= 0 else others[:4],
            more=ngettext("and %(num)d more", "and %(num)d more", rest + 1) if rest > 0 else "",
            language=language,
            colour=version.colour,
        )
    return badge_svg(badge)


def certificate_pdf(folder: Path, certificate: Certificate) -> bytes:
    """The certificate as PDF, from the folder where it was drawn before if there is one."""
    kept = folder / f"{_key(certificate)}.pdf"
    if kept.exists():
        return kept.read_bytes()
    made = draw(certificate)
    folder.mkdir(parents=True, exist_ok=True)
    # Written aside and moved, so that nobody ever reads half of it.
    with NamedTemporaryFile(dir=folder, delete=False) as aside:
        aside.write(made)
    os.replace(aside.name, kept)  # noqa: PTH105 (its name is text)
    return made


def _key(certificate: Certificate) -> str:
    """Everything that is drawn, so that what has changed is drawn anew."""
    texts = certificate.version.texts[certificate.language]
    drawn = (certificate.document, certificate.language, certificate.address, str(texts),
             *certificate.partners, certificate.issuer, STYLE.read_text())  # fmt: skip
    return hashlib.sha256("\0".join(drawn).encode()).hexdigest()[:40]


def forget_certificates(folder: Path) -> None:
    """Throw away what was drawn: a person was erased, and no file may keep the name."""
    for one in folder.glob("*.pdf"):
        one.unlink(missing_ok=True)


def draw(certificate: Certificate) -> bytes:
    """Draw a certificate anew.

    Raises:
        CannotDraw: the server lacks a library.
    """
    with force_locale(certificate.language.replace("-", "_")):
        page = render_template(
            "credentials/certificate.html",
            one=certificate,
            words=certificate.version.texts[certificate.language],
            kind=KINDS[AchievementKind(certificate.kind)],
            # Its words stand on the page; WeasyPrint joins no Arabic letters within a picture.
            badge=as_data(mark_svg(certificate.version.colour)),
            code=as_data(qr_svg(certificate.address)),
        )
        attached = attachment(certificate.document, ATTACHED, gettext("The signed credential"))
    return as_pdf(page, [attached])


def weasyprint() -> Any:
    """The library that draws, which takes a third of a second to import: only papers need it.

    Raises:
        CannotDraw: Pango, HarfBuzz or another library of the system is missing.
    """
    try:
        import weasyprint as library  # noqa: PLC0415
    except OSError as error:
        get_logger().error("pdf_library_missing", error=str(error)[:200])
        raise CannotDraw from None
    _say_what_is_meant()
    return library


@cache
def _say_what_is_meant() -> None:
    """Have WeasyPrint write the text beside what it draws in scripts whose signs join and move.

    WeasyPrint gives each glyph of a font one text, that of the first place where it is drawn; so a
    sign above another letter reads as the first word did, or not at all. ``/ActualText`` is what a
    browser's viewer copies and a screen reader says (ISO 32000-2, 14.9.4). Nothing that
    WeasyPrint offers reaches there, and without its stream all is as it was.
    """
    from pydyf import String  # noqa: PLC0415 (see ``weasyprint``)
    from weasyprint.pdf.stream import Stream  # noqa: PLC0415

    marked = Stream.marked

    @contextmanager
    def said(stream: Any, box: Any, tag: str) -> Iterator[None]:
        with marked(stream, box, tag):
            text = getattr(box, "text", "")
            for part in stream.stream[-2:] if MOVING_SIGNS.search(text) else ():
                if isinstance(part, dict) and "MCID" in part:
                    part["ActualText"] = String(text)
            yield

    Stream.marked = said


def drawing_problems() -> list[str]:
    """What this server lacks for PDFs, in words for whoever runs it; nothing where all is well."""
    try:
        weasyprint()
    except CannotDraw:
        return [
            (
                "PDFs cannot be made: Pango or HarfBuzz is missing. On Debian: apt install "
                "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk"
            )
        ]
    return []


def attachment(text: str, name: str, description: str, relationship: str = "Source") -> Any:
    """A file within the PDF, and what it is to the PDF: its ``Source``, or its words as ``Data``."""
    return weasyprint().Attachment(
        string=text, name=name, description=description, relationship=relationship
    )


def as_pdf(page: str, attachments: Sequence[Any] = ()) -> bytes:
    """A page as a tagged PDF (PDF/UA-1), with WeasyPrint's attachments. Nothing is fetched.

    Raises:
        CannotDraw: the server lacks a library.
    """
    library = weasyprint()
    html = library.HTML(string=page, base_url=None, url_fetcher=refuse)
    pdf: bytes = html.write_pdf(
        stylesheets=[library.CSS(filename=str(STYLE), url_fetcher=refuse)],
        attachments=list(attachments),
        pdf_variant="pdf/ua-1",
        pdf_tags=True,
    )
    return pdf


def refuse(url: str, *_arguments: object, **_options: object) -> object:
    """Take pictures that stand in the page itself, and fetch nothing from anywhere."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 (see ``draw``)

    if not url.startswith("data:image/svg+xml;base64,"):
        raise ValueError("certificates fetch nothing")
    return URLFetcher().fetch(url)


def qr_svg(address: str) -> str:
    """An address as a QR code."""
    import segno  # noqa: PLC0415 (only certificates need it)

    text: str = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2)
    return text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def as_data(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def certificates_folder() -> Path:
    """Where drawn certificates are kept."""
    folder: Path = current_app.config["SETTINGS"].data_folder
    return folder / "certificates"
