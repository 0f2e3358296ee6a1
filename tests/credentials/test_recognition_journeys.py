"""Programmes of the report whose credits differ at home, by name, from the first page to the check."""

import json

from flask.testing import FlaskClient

from tests.credentials.conftest import Stage
from tests.credentials.test_journeys import confirm, describe, make_stage, set_up_issuer
from tests.forms import soup_of, values_of
from tests.people import World
from vsm_platform.core import clock
from vsm_platform.credentials.publishing import OurSources
from vsm_platform.credentials.recognition.models import Recognition, RecognitionRevision
from vsm_platform.credentials.standards.api import verify

TOWNS = ("Kennesaw", "Casablanca")
"""Kennesaw State University gives three hours; Hassan II University of Casablanca gives none."""


def fill(browser: FlaskClient, page: str, **fields: str) -> None:
    """Send a page's own form with what is different."""
    form = soup_of(browser.get(page)).select_one("main form[method=post]")
    assert form is not None
    assert browser.post(page, data={**values_of(form), **fields}).status_code == 303


def read(browser: FlaskClient, path: str) -> str:
    """What a page says, in one line."""
    main = soup_of(browser.get(path)).select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def issue_to_all(stage: Stage, path: str) -> None:
    data = {"people": [str(stage.enrolment(name)) for name in stage.students]}
    run = stage.coordinator.browser.post(f"{path}/issue/people", data=data).location
    confirm(stage, run)


def decide_all(stage: Stage, office: FlaskClient) -> str:
    """Everything that waits, by the terms; gives what the page says in the end."""
    run = office.post("/office/recognition/by-terms", data={"exchange": "", "grades": "y"}).location
    assert office.post(run).status_code == 303
    stage.deliver()
    return read(office, run)


def signed_by_home(stage: Stage, *homes: int) -> dict[int, set[tuple[bool, float | None, str]]]:
    """What each home university has decided: whether, how much, and in which scheme."""
    with stage.database.unit_of_work(writes=False) as session:
        found = session.query(Recognition).all()
        return {
            home: {(one.is_recognised, one.credits, one.scheme) for one in found
                   if one.institution_id == home}
            for home in homes
        }  # fmt: skip


def comments(stage: Stage, number: int) -> set[str]:
    """What stands in so many signed decisions, each of which verifies."""
    with stage.world.work() as session:
        documents = [one.document for one in session.query(RecognitionRevision)]
        sources = OurSources(session, stage.vault, "https://exchange.test")
        assert {verify(one, sources, clock.now()).outcome for one in documents} == {"good"}
    assert len(documents) == number
    return {json.loads(one)["credentialSubject"]["endorsementComment"] for one in documents}


def test_womens_leadership_bears_credit_at_ksu_and_none_at_h2uc(world: World) -> None:
    """23 of H2UC and 17 of KSU have the same certificate, and each university says what it makes of it."""
    stage = make_stage(world, "Women's Leadership", TOWNS, 17)
    ksu, h2uc = stage.apia, stage.hilo
    for number in range(17, 23):
        name = f"Student {number} of {h2uc.name}"
        stage.students[name] = world.person(h2uc, name)
        world.enrol(stage.exchange_id, h2uc, stage.students[name])
    terms = f"/exchanges/{stage.exchange_id}/partners/{world.partnership(stage.exchange_id, ksu)}"
    fill(stage.coordinator.browser, terms, credit_amount="3", credit_scheme="US credit hours")
    set_up_issuer(stage, f"institution:{h2uc.id}")
    set_up_issuer(stage, f"institution:{ksu.id}")
    path = describe(stage, name="Women's Leadership Virtual Exchange", hours="90")
    issue_to_all(stage, path)

    offices = {one.id: world.office(one, f"Office of {one.name}").browser for one in (ksu, h2uc)}
    assert "17 credentials wait for your decision" in read(offices[ksu.id], "/office/recognition/")
    assert "23 credentials wait for your decision" in read(offices[h2uc.id], "/office/recognition/")
    assert "17 of 17 signed" in decide_all(stage, offices[ksu.id])
    assert "23 of 23 signed" in decide_all(stage, offices[h2uc.id])

    assert signed_by_home(stage, ksu.id, h2uc.id) == {
        ksu.id: {(True, 3.0, "US credit hours")},
        h2uc.id: {(False, None, "")},
    }
    assert comments(stage, 40) == {
        "University of Kennesaw recognises “Women's Leadership Virtual Exchange” with 3 US credit hours.",
        (
            "University of Casablanca gives no credit for “Women's Leadership Virtual Exchange”. "
            "By the terms of this partnership it bears no credit here."
        ),
    }
    at_ksu, at_h2uc = (stage.students[f"Student 0 of {one.name}"].browser for one in (ksu, h2uc))
    assert "At home: recognised 3 US credit hours" in read(at_ksu, stage.path)
    assert "At home: no credit" in read(at_h2uc, stage.path)
    figures = read(world.administrator().browser, "/admin/credentials/figures?by=partner")
    assert "51 US credit hours" in figures
    assert "University of Kennesaw 17 0 0 17 0 17 0 0" in figures
    assert "University of Casablanca 23 0 0 23 0 0 23 0" in figures


def test_p2a_the_programme_certificate_is_recognised_as_a_whole(world: World) -> None:
    """Its parts are decided by nobody's terms; one university recognises the programme's certificate."""
    stage = make_stage(world, "P2A", ("Hanoi", "Manila", "Tokyo"), 2)
    set_up_issuer(stage, f"institution:{stage.hilo.id}")
    set_up_issuer(stage, f"institution:{stage.apia.id}")
    for title in ("Part one", "Part two"):
        describe(stage, kind="module", name=title, ects="2")
        stage.issue()
    issue_to_all(stage, describe(stage, kind="programme", name="P2A programme", ects="4"))
    manila = world.office(stage.hilo, "Office of Manila").browser
    run = manila.post("/office/recognition/by-terms", data={"exchange": ""}).location
    assert "6 rows are left out" in read(manila, run)
    assert manila.post(f"{run}/drop").status_code == 303
    sample = manila.get("/office/recognition/sample.csv").text.splitlines()
    rows = [line.split(",") for line in sample if "P2A programme" in line]
    assert len(rows) == 2
    text = "Number;Recognised;Credits;Scheme;Reason\n" + "\n".join(
        f"{row[0].strip(chr(0xFEFF))};yes;2;units;As a free elective" for row in rows
    )
    run = manila.post("/office/recognition/list", data={"text": text}).location
    assert "2 recognised, 0 without credit" in read(manila, run)
    assert manila.post(run).status_code == 303
    stage.deliver()
    student = stage.students["Student 1 of University of Manila"].browser
    assert read(student, stage.path).count("At home: recognised 2 units") == 1
    assert "4 credentials wait for your decision" in read(manila, "/office/recognition/")
    own = stage.enrolment("Student 1 of University of Manila")
    transcript = json.loads(student.get(f"/papers/{own}/transcript.json").text)
    (report,) = transcript["report"]
    credit = {
        one["title"][0]["$"]: one["specifies"]["learningOpportunityInstance"]["credit"]
        for one in report["learningOpportunitySpecification"]
    }
    assert credit["P2A programme"] == [
        {"scheme": "ects", "value": "4"},
        {"scheme": "units", "value": "2"},
    ]
    assert credit["Part one"] == [{"scheme": "ects", "value": "2"}]


def test_civis_each_university_recognises_the_same_credits(world: World) -> None:
    """No partner says anything of its own: by the terms all nine give the exchange's own ECTS."""
    towns = ("Rome", "Athens", "Brussels", "Bucharest", "Madrid", "Marseille", "Stockholm",
             "Tübingen", "Glasgow")  # fmt: skip
    stage = make_stage(world, "Migration and the city", towns, 1)
    with world.work() as session:
        from vsm_platform.exchanges.api import Exchange

        session.get_one(Exchange, stage.exchange_id).ects = 5.0
    names = list(stage.students)
    set_up_issuer(stage, f"institution:{stage.apia.id}")
    signer = stage.issuer_id
    universities = {}
    with stage.database.unit_of_work(writes=False) as session:
        from vsm_platform.exchanges.api import partners_of

        for one in partners_of(session, stage.exchange_id):
            universities[one.institution_id] = one.name
    for institution_id in universities:
        if institution_id != stage.apia.id:
            set_up_issuer(stage, f"institution:{institution_id}")
    stage.issuer_id = signer
    issue_to_all(stage, describe(stage, name="CIVIS open course", ects="5"))
    from tests.people import University

    for institution_id, name in universities.items():
        office = world.office(University(institution_id, name, 0, 0), f"Office of {name}").browser
        assert "1 of 1 signed" in decide_all(stage, office)
    assert len(names) == 9
    with stage.database.unit_of_work(writes=False) as session:
        found = session.query(Recognition).all()
        assert {(one.credits, one.scheme) for one in found} == {(5.0, "ECTS")}
        assert len({one.issuer_id for one in found}) == 9
