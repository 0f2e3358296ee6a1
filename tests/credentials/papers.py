"""A paper as PDF, opened by a library that nobody here wrote."""

import io

from pypdf import PdfReader


def inside_of(content: bytes) -> dict[str, bytes]:
    """The files within a paper, by name; it must be tagged and say its language (PDF/UA)."""
    pdf = PdfReader(io.BytesIO(content))
    catalog = pdf.root_object
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert catalog["/Lang"] == "en"
    assert b"pdfuaid" in catalog["/Metadata"].get_data()
    return {name: files[0] for name, files in pdf.attachments.items()}
