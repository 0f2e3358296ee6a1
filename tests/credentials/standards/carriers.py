"""Credentials within pictures and PDFs, and the codes of their checks: for the tests of the verifier."""

import json
import struct
import zlib

from tests.credentials.standards import examples
from vsm_platform.credentials.standards import api

GOOD = {
    "form": "form_good",
    "signature": "signature_good",
    "issuer": "issuer_known",
    "dates": "dates_until",
    "status": "status_good",
    "version": "version_unknown",
}


def _png() -> bytes:
    """One white dot."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    dot = zlib.compress(b"\0\xff")
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


PNG = _png()
SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'


def pdf_with(text: str) -> bytes:
    from weasyprint import HTML, Attachment

    attachment = Attachment(string=text, name="credential.json")
    page = HTML(string="<html lang=en><title>Certificate</title><p>Certificate</p></html>")
    return bytes(page.write_pdf(attachments=[attachment], pdf_variant="pdf/ua-1"))


def codes(data: bytes | str | api.Json, sources: api.Collected | None = None) -> dict[str, str]:
    """The code of each check."""
    text = json.dumps(data) if isinstance(data, dict) else data
    found = api.verify(text, sources or examples.sources(), examples.NOW)
    return {check.name: check.code for check in found.checks}
