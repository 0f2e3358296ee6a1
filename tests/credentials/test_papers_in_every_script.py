"""Certificates as PDF, read by a library that nobody here wrote: words, order, tags, fonts."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from tests.credentials.conftest import WORDS, Stage
from tests.credentials.offices import set_terms
from tests.credentials.test_journeys import CIVIS, make_stage
from tests.people import World

NAMES = {
    "Latin with Vietnamese marks": "Nguyễn Thị Ánh",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Олена Шевченко",
    "Arabic": "ليلى حداد",
    "Hebrew": "נועה לוי",
    "Devanagari": "प्रिया जोशी",
    "Sinhala": "නිමාලි පෙරේරා",
    "Thai": "สมชาย ใจดี",
    "Japanese": "山田 愛子",
}


def has_font(name: str) -> bool:
    """Whether the machine can draw a script at all (``.ci/browser`` installs Debian's fonts)."""
    program = shutil.which("fc-list")
    listed = (
        subprocess.run([program], capture_output=True, text=True, check=True) if program else None
    )
    return listed is not None and name in listed.stdout


def certificate(stage: Stage, name: str) -> PdfReader:
    """The certificate that somebody of this name takes home."""
    stage.students[name] = stage.world.person(stage.hilo, name)
    stage.world.enrol(stage.exchange_id, stage.hilo, stage.students[name])
    stage.issue(name)
    path = f"/credentials/{stage.credential(name).id}/file.pdf"
    return PdfReader(io.BytesIO(stage.students[name].browser.get(path).data))


def tags(node: Any) -> Iterator[str]:
    """The roles of a PDF's structure tree, in reading order (ISO 32000-2, 14.7)."""
    node = node.get_object()
    if isinstance(node, list):
        for kid in node:
            yield from tags(kid)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from tags(node["/K"])


def fonts(pdf: PdfReader) -> Iterator[tuple[str, Any]]:
    """Each font's name, and the descriptor that holds its outlines."""
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            yield str(font.get_object()["/BaseFont"]), below["/FontDescriptor"].get_object()


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_any_script_is_read_as_it_is_written(stage: Stage, script: str) -> None:
    wanted = "CJK" if script == "Japanese" else "Noto Sans Sinhala"
    if not has_font(wanted):
        pytest.skip(f"no font {wanted} on this machine")
    pdf = certificate(stage, NAMES[script])
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert NAMES[script] in text
    places = [text.index(part) for part in (NAMES[script], WORDS.name, WORDS.outcomes[0])]
    assert places == sorted(places), text
    for name, descriptor in fonts(pdf):
        assert {"/FontFile2", "/FontFile3"} & descriptor.keys(), name


@pytest.mark.parametrize("name", ["शर्मा", "किर्ति वर्मा", "ශ්‍රී නිමල්", "တင်မောင်"])
def test_signs_that_move_are_said_beside_what_is_drawn(stage: Stage, name: str) -> None:
    """A reader that knows only glyphs finds these letters in another order, or not at all."""
    pdf = certificate(stage, name)
    assert name in said(pdf)
    # Where each letter is a sign of its own, the words are cut out one by one.
    assert not any(WORDS.name in text for text in said(pdf))


def said(pdf: PdfReader) -> list[str]:
    """The texts that stand beside what is drawn (ISO 32000-2, 14.9.4)."""
    found = []
    for page in pdf.pages:
        contents = page.get_contents()
        for operands, operator in contents.operations if contents is not None else ():
            if operator == b"BDC" and isinstance(operands[1], dict):
                found.append(str(operands[1].get("/ActualText", "")))
    return found


def test_a_certificate_says_its_language_its_title_and_what_each_part_is(stage: Stage) -> None:
    pdf = certificate(stage, "Sina Leota Faleolo")
    catalog = pdf.root_object
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert WORDS.name in str(pdf.metadata.title if pdf.metadata else "")
    roles = list(tags(catalog["/StructTreeRoot"]))
    assert roles.index("/H1") < roles.index("/H2") < roles.index("/L")
    assert "/Figure" in roles


def test_a_learning_agreement_of_nine_universities_fits_on_one_sheet(world: World) -> None:
    title = "Migration and the city of the twenty-first century: a virtual exchange"
    stage = make_stage(world, title, CIVIS, 1)
    contact = "International Office, Panepistimiou 30, 106 79 Athens, +30 210 7277000"
    for university in (stage.apia, stage.hilo):
        set_terms(stage, university.id, contact=contact, credit_scheme="ECTS", credit_amount=5.0)
    name = f"Student 0 of {stage.hilo.name}"
    path = f"/papers/{stage.enrolment(name)}/agreement.pdf"
    pdf = PdfReader(io.BytesIO(stage.students[name].browser.get(path).data))
    assert len(pdf.pages) == 1
    text = pdf.pages[0].extract_text()
    for words in (*CIVIS, "Panepistimiou", "Date and signature", "Erasmus Without Paper"):
        assert words in text, words
