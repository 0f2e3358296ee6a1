"""Transcripts as ELMO: valid against the schema of EMREX, whatever people are called."""

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from tests.credentials.conftest import WORDS, Stage
from tests.credentials.offices import Offices, decide, give_grade, open_offices
from tests.credentials.papers import inside_of
from tests.people import counted_queries
from vsm_platform.accounts.api import Identity
from vsm_platform.credentials.actions.achievements import Words
from vsm_platform.credentials.models import AchievementKind
from vsm_platform.credentials.recognition.elmo import NAMESPACE, OUTSIDE
from vsm_platform.credentials.recognition.models import GradingTable

FOLDER = Path(__file__).parent / "elmo"
PLACES = {
    "http://www.w3.org/XML/1998/namespace": "xml.xsd",
    "http://www.w3.org/2000/09/xmldsig#": "xmldsig-core-schema.xsd",
    "http://europass.cedefop.europa.eu/Europass/V2.0": "countries.xsd",
    "https://github.com/erasmus-without-paper/ewp-specs-types-address/tree/stable-v1": "address.xsd",
}
AIKO, SINA = "Aiko 山田", "Sina Leota"


@cache
def schema() -> etree.XMLSchema:
    """The schema, with everything that it imports taken from the folder."""
    parser = etree.XMLParser(no_network=True, load_dtd=False)
    tree = etree.parse(str(FOLDER / "schema.xsd"), parser)
    for one in tree.findall("{http://www.w3.org/2001/XMLSchema}import"):
        one.set("schemaLocation", PLACES[one.get("namespace")])
    return etree.XMLSchema(tree)


def valid(content: bytes) -> etree._Element:
    """The document, if the schema has nothing against it."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    found = schema()
    assert found.validate(root), found.error_log
    return root


def values(root: etree._Element, path: str) -> list[str]:
    parts = "/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/"))
    return [one.text or "" for one in root.findall(f".//{parts}")]


@pytest.fixture
def offices(stage: Stage) -> Offices:
    return open_offices(stage)


def paper(stage: Stage, name: str, kind: str) -> str:
    return f"/papers/{stage.enrolment(name)}/{kind}"


def test_a_transcript_is_valid_and_has_ects_and_the_home_scheme_side_by_side(
    offices: Offices,
) -> None:
    stage = offices.stage
    measure = give_grade(stage, Aiko=85)
    stage.achievement_id = stage.add_achievement(measure_id=measure)
    with stage.world.work() as session:
        session.add(
            GradingTable(
                institution_id=stage.apia.id,
                name="0 to 100",
                rows=[["90–100", 10], ["75–89", 30], ["50–74", 60]],
                changed_at=_now(),
            )
        )
    stage.issue(AIKO)
    decide(offices.hilo.browser, stage.credential(AIKO).id, grade="A-")
    answer = stage.students[AIKO].browser.get(paper(stage, AIKO, "transcript.xml"))
    root = valid(answer.data)
    assert values(root, "credit/scheme") == ["ects", "US credit hours"]
    assert values(root, "credit/value") == ["5", "3"]
    assert values(root, "resultLabel") == ["85 / 100"]
    assert values(root, "status") == ["passed"]
    assert values(root, "level/value") == ["6"]
    assert values(root, "shortenedGrading/percentageLower") == ["60"]
    assert values(root, "shortenedGrading/percentageEqual") == ["30"]
    assert values(root, "shortenedGrading/percentageHigher") == ["10"]
    assert values(root, "issuer/country") == ["WS"]
    assert values(root, "learner/familyName") == [AIKO]


def _now() -> object:
    from vsm_platform.core import clock

    return clock.now()


def test_before_anything_is_awarded_it_is_in_progress(stage: Stage) -> None:
    answer = stage.students[SINA].browser.get(paper(stage, SINA, "transcript.xml"))
    assert values(valid(answer.data), "status") == ["in-progress"]


def test_a_revoked_credential_is_no_result(stage: Stage) -> None:
    stage.issue(SINA)
    held = f"{stage.path}/held/{stage.credential(SINA).id}/revoke"
    stage.coordinator.browser.post(held, data={"reason": "x"})
    answer = stage.students[SINA].browser.get(paper(stage, SINA, "transcript.xml"))
    assert values(valid(answer.data), "status") == ["in-progress"]


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert('x')</script>",
        "]]>&amp;&lt;!ENTITY x SYSTEM 'file:///etc/passwd'>",
        "محمد \u202eالأحمد",
        "ශ්\u200dරී නිමල්",
        "Nu\x07l\ufffe \U0010ffff",
        'Seán "Jack" O\'Neill',
        "山田 愛子",
    ],
)
def test_names_of_every_kind_break_no_xml(stage: Stage, name: str) -> None:
    with stage.world.work() as session:
        for one in session.query(Identity).filter_by(person_id=stage.students[SINA].id):
            one.given_name, one.family_name = name, name
    stage.achievement_id = stage.add_achievement(
        words=Words(name, f"{name}\n{name}", name, (name,)), kind=AchievementKind.MODULE
    )
    stage.issue(SINA)
    root = valid(stage.students[SINA].browser.get(paper(stage, SINA, "transcript.xml")).data)
    (family,) = values(root, "learner/familyName")
    assert family
    assert not set(family) & {"\x07", "\u202e", "\ufffe"}
    assert values(root, "learningOpportunitySpecification/type") == ["Module"]


@pytest.mark.parametrize("country", ["", "US", "HK", "TW", "GR", "GB", "XK"])
def test_a_country_that_the_schema_does_not_know_is_left_out(stage: Stage, country: str) -> None:
    from vsm_platform.institutions.api import Institution

    with stage.world.work() as session:
        session.get_one(Institution, stage.apia.id).country = country
    stage.issue(SINA)
    root = valid(stage.students[SINA].browser.get(paper(stage, SINA, "transcript.xml")).data)
    expected = [country] if country and country not in OUTSIDE else []
    assert values(root, "issuer/country") == expected


def test_what_is_left_out_is_exactly_what_the_schema_does_not_know() -> None:
    from vsm_platform.institutions.forms import COUNTRIES

    tree = etree.parse(str(FOLDER / "countries.xsd"))
    known = {one.get("value") for one in tree.iter("{http://www.w3.org/2001/XMLSchema}enumeration")}
    assert set(COUNTRIES) - OUTSIDE <= known
    assert not known & OUTSIDE


def test_a_whole_exchange_is_one_file_for_each_student(offices: Offices) -> None:
    stage = offices.stage
    stage.issue()
    administrator = stage.world.administrator().browser
    whole = f"/exchanges/{stage.exchange_id}/elmo.zip"
    with ZipFile(BytesIO(administrator.post(f"/admin{whole}").data)) as archive:
        roots = [valid(archive.read(name)) for name in archive.namelist()]
    assert len(roots) == 3
    with ZipFile(BytesIO(offices.hilo.browser.post(f"/office{whole}").data)) as archive:
        (root,) = [valid(archive.read(name)) for name in archive.namelist()]
    assert values(root, "learner/familyName") == [AIKO]
    assert offices.hilo.browser.post(f"/admin{whole}").status_code == 403
    oslo = stage.world.office(stage.world.university("Oslo")).browser
    assert oslo.post(f"/office{whole}").status_code == 404
    assert administrator.post("/admin/exchanges/999/elmo.zip").status_code == 404
    assert "Transcripts of an exchange downloaded" in administrator.get("/admin/log").text


def test_a_whole_exchange_costs_the_same_number_of_queries_however_many_students(
    stage: Stage,
) -> None:
    stage.issue()
    browser = stage.world.administrator().browser
    path = f"/admin/exchanges/{stage.exchange_id}/elmo.zip"
    browser.post(path)
    with counted_queries(stage.database) as few:
        browser.post(path)
    for number in range(8):
        student = stage.world.person(stage.hilo, f"More {number}")
        stage.world.enrol(stage.exchange_id, stage.hilo, student)
        stage.students[f"More {number}"] = student
    stage.issue(*(f"More {number}" for number in range(8)))
    with counted_queries(stage.database) as many:
        browser.post(path)
    assert len(many) == len(few)


def test_papers_are_the_students_own_the_offices_and_administrators(offices: Offices) -> None:
    stage = offices.stage
    stage.issue()
    path = paper(stage, AIKO, "transcript.json")
    allowed = (stage.students[AIKO], offices.hilo, stage.world.administrator())
    for somebody in allowed:
        assert somebody.browser.get(path).status_code == 200
    for somebody in (stage.students[SINA], offices.apia, stage.coordinator, stage.colleague):
        assert somebody.browser.get(path).status_code == 404
    assert stage.world.browser().get(path).status_code in {401, 403}
    for name in ("agreement.xml", "diploma.pdf", "transcript.exe", "../x.pdf"):
        assert stage.students[AIKO].browser.get(paper(stage, AIKO, name)).status_code == 404
    assert stage.students[AIKO].browser.get("/papers/999999/agreement.pdf").status_code == 404


def test_papers_are_tagged_pdfs_with_their_data_inside(offices: Offices) -> None:
    stage = offices.stage
    stage.issue(AIKO)
    decide(offices.hilo.browser, stage.credential(AIKO).id, grade="A-")
    aiko = stage.students[AIKO].browser
    for name in ("agreement", "transcript"):
        inside = inside_of(aiko.get(paper(stage, AIKO, f"{name}.pdf")).data)
        alone = aiko.get(paper(stage, AIKO, f"{name}.json")).data
        assert without_moments(inside[f"{name}.json"]) == without_moments(alone)


def without_moments(document: bytes) -> object:
    """A paper says the second in which it was drawn."""
    return json.loads(re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"", document))


def test_a_learning_agreement_says_in_ewps_terms_what_was_agreed(offices: Offices) -> None:
    stage = offices.stage
    data = json.loads(stage.students[AIKO].browser.get(paper(stage, AIKO, "agreement.json")).text)
    assert data["sending-hei"] == {"name": "University of Hawaii at Hilo", "country": "US"}
    assert data["receiving-hei"]["name"] == "National University of Samoa"
    assert data["student"] == {"given-names": "", "family-name": AIKO}
    version = data["first-version"]
    (studied,) = version["virtual-components"]["component"]
    assert studied["title"] == "Oceans and Climate"
    (recognised,) = version["components-recognized"]["component"]
    assert recognised["credit"] == [{"scheme": "US credit hours", "value": "3"}]
    page = stage.students[AIKO].browser.get(stage.path).text
    assert paper(stage, AIKO, "agreement.pdf") in page
    assert WORDS.name == "Oceans and Climate"
