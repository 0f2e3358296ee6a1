"""Programmes of the report that issue credentials, by name, from the first page to the check."""

import json

import pytest

from tests.credentials.conftest import Stage
from tests.credentials.papers import inside_of
from tests.people import World
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Role
from vsm_platform.grading.api import Mark, do_ensure_measure, do_give_score

CIVIS = ("Rome", "Athens", "Brussels", "Bucharest", "Madrid", "Marseille", "Stockholm", "Tübingen",
         "Glasgow")  # fmt: skip


def make_stage(world: World, title: str, towns: tuple[str, ...], students: int) -> Stage:
    """An exchange of so many universities, each with so many students."""
    universities = [world.university(f"University of {town}", town) for town in towns]
    exchange_id = world.exchange(title, universities)
    coordinator = world.person(universities[0], "Chiara Coordinator")
    colleague = world.person(universities[1], "Costas Colleague")
    world.enrol(exchange_id, universities[0], coordinator, Role.COORDINATOR)
    world.enrol(exchange_id, universities[1], colleague, Role.COORDINATOR)
    stage = Stage(world, exchange_id, universities[0], universities[1], coordinator, colleague)
    for university in universities:
        for number in range(students):
            name = f"Student {number} of {university.name}"
            stage.students[name] = world.person(university, name)
            world.enrol(exchange_id, university, stage.students[name])
    return stage


def set_up_issuer(stage: Stage, owner: str) -> None:
    """As an administrator does on the page."""
    browser = stage.world.administrator().browser
    answer = browser.post("/admin/issuers/new", data={"owner": owner})
    assert answer.status_code == 303, answer.text
    stage.issuer_id = int(answer.location.rpartition("/")[2])


def describe(stage: Stage, **fields: str) -> str:
    """As a coordinator does on the page; gives the achievement's address."""
    page = {
        "kind": "course", "language": "en", "description": "x", "criteria": "y",
        "issuer": str(stage.issuer_id), "eqf": "0", "isced": "", "mode": "virtual",
        "measure": "0", "colour": "0",
    } | fields  # fmt: skip
    answer = stage.coordinator.browser.post(f"{stage.path}/new", data=page)
    assert answer.status_code == 303, answer.text
    path: str = answer.location.removesuffix("/rule")
    stage.achievement_id = int(path.rpartition("/")[2])
    assert stage.coordinator.browser.post(f"{path}/publish").status_code == 303
    return path


def confirm(stage: Stage, run: str) -> None:
    day = clock.now().date().isoformat()
    answer = stage.coordinator.browser.post(run, data={"awarded_on": day})
    assert answer.status_code == 303, answer.text
    stage.deliver()


def test_civis_gives_students_of_nine_universities_the_same_certificate(world: World) -> None:
    stage = make_stage(world, "Migration and the city", CIVIS, 1)
    set_up_issuer(stage, f"institution:{stage.apia.id}")
    path = describe(stage, name="CIVIS open course", ects="5", hours="125", eqf="6", isced="031")
    data = {"people": [str(stage.enrolment(name)) for name in stage.students]}
    run = stage.coordinator.browser.post(f"{path}/issue/people", data=data).location
    assert "9 people will get it" in stage.coordinator.browser.get(run).text
    confirm(stage, run)
    documents = [json.loads(stage.revisions(name)[0].document) for name in stage.students]
    assert {one["credentialSubject"]["creditsEarned"] for one in documents} == {5}
    assert {json.dumps(one["credentialSubject"]["achievement"]) for one in documents} == {
        json.dumps(documents[0]["credentialSubject"]["achievement"])
    }
    named = {
        one["targetName"] for one in documents[0]["credentialSubject"]["achievement"]["alignment"]
    }
    assert {f"University of {town}" for town in CIVIS} <= named
    assert len({one["credentialSubject"]["id"] for one in documents}) == 9


def test_civis_has_one_passport_over_three_exchanges(world: World) -> None:
    stage = make_stage(world, "Migration and the city", CIVIS, 1)
    set_up_issuer(stage, f"institution:{stage.apia.id}")
    universities = [stage.apia, stage.hilo]
    athens = "Student 0 of University of Athens"
    for title in ("Migration and the city", "Sea and climate", "Health for all"):
        if title != "Migration and the city":
            stage.exchange_id = world.exchange(title, universities)
            world.enrol(stage.exchange_id, stage.apia, stage.coordinator, Role.COORDINATOR)
            world.enrol(stage.exchange_id, stage.hilo, stage.students[athens])
        describe(stage, name=title, ects="5", hours="125")
        stage.issue(athens)
    path = describe(stage, kind="programme", name="CIVIS certificate", ects="15")
    collected = {"kind": "credits", "about": "", "minimum": "20"}
    assert stage.coordinator.browser.post(f"{path}/rule", data=collected).status_code == 303
    student = stage.students[athens].browser
    page = student.get("/passport").text
    for words in (">15<", ">375<", ">9<", ">3<", "CIVIS certificate", "15 of 20", *CIVIS):
        assert words in page, words
    assert student.post("/passport/share", data={"what": "all"}).status_code == 303
    link = "/p/" + student.get("/passport").text.partition("https://exchange.test/p/")[2][:22]
    shared = world.browser().get(link).text
    assert shared.count("genuine") == 3
    assert "CIVIS certificate" not in shared
    record = json.loads(student.post("/passport/file", data={"form": "json"}).data)
    held = record["credentialSubject"]["verifiableCredential"]
    assert [one["credentialSubject"]["creditsEarned"] for one in held] == [5, 5, 5]


def test_huc_issues_by_rule_to_all_who_have_done_it_and_to_nobody_else(world: World) -> None:
    stage = make_stage(world, "HUC seminar", tuple(f"Town {n}" for n in range(14)), 3)
    set_up_issuer(stage, f"institution:{stage.apia.id}")
    path = describe(stage, name="HUC seminar", ects="3")
    with world.work() as session:
        measure = do_ensure_measure(
            session, stage.exchange_id, "mark:1", title="Essay", maximum=100
        )
        for number, name in enumerate(stage.students):
            if number % 3:
                do_give_score(session, measure.id, Mark(stage.enrolment(name), 50 + number))
        measure_id = measure.id
    browser = stage.coordinator.browser
    rule = {"kind": "score", "about": f"score:{measure_id}", "minimum": "50"}
    assert browser.post(f"{path}/rule", data=rule).status_code == 303
    arrived = {"kind": "arrived", "about": "", "minimum": ""}
    assert browser.post(f"{path}/rule", data=arrived).status_code == 303
    assert "28 people fulfil all conditions" in browser.get(f"{path}/issue").text
    run = browser.post(f"{path}/issue/rule").location
    confirm(stage, run)
    assert "28 of 28 issued" in browser.get(run).text
    names = list(stage.students)
    assert "1 of 2 done" in stage.students[names[0]].browser.get(stage.path).text
    assert "Download or share" in stage.students[names[1]].browser.get(stage.path).text


def test_p2a_gives_a_programme_certificate_to_whoever_has_both_parts(world: World) -> None:
    stage = make_stage(world, "P2A", ("Hanoi", "Manila", "Tokyo"), 2)
    set_up_issuer(stage, f"institution:{stage.apia.id}")
    names = list(stage.students)
    parts = []
    for title, holders in (("Part one", names), ("Part two", names[:4])):
        describe(stage, kind="module", name=title, ects="2")
        stage.issue(*holders)
        parts.append(stage.achievement_id)
    path = describe(stage, kind="programme", name="P2A programme", ects="4")
    browser = stage.coordinator.browser
    for part in parts:
        rule = {"kind": "achievement", "about": f"achievement:{part}", "minimum": ""}
        assert browser.post(f"{path}/rule", data=rule).status_code == 303
    collected = {"kind": "credits", "about": "", "minimum": "4"}
    assert browser.post(f"{path}/rule", data=collected).status_code == 303
    assert "1 of 3 done" in stage.students[names[5]].browser.get(stage.path).text
    confirm(stage, browser.post(f"{path}/issue/rule").location)
    document = json.loads(stage.revisions(names[0])[0].document)
    assert (
        document["credentialSubject"]["achievement"]["achievementType"] == "CertificateOfCompletion"
    )
    # Both parts are had by four of the six.
    assert stage.students[names[3]].browser.get(stage.path).text.count("Download or share") == 3
    assert stage.students[names[5]].browser.get(stage.path).text.count("Download or share") == 1


def test_a_list_is_read_with_its_grades_and_says_what_is_wrong_row_by_row(stage: Stage) -> None:
    browser, path = stage.coordinator.browser, stage.achievement_path
    sample = browser.get(f"{path}/sample.csv").text
    assert str(stage.enrolment("Sina Leota")) in sample
    text = (
        f"Number;Name;Result\n{stage.enrolment('Sina Leota')};;A\n"
        f";Aiko 山田;B\n;Nobody Here;C\n{stage.enrolment('Sina Leota')};;D\n;;\n"
    )
    run = browser.post(f"{path}/issue/list", data={"text": text}).location
    page = browser.get(run).text
    assert "2 people will get it" in page
    for words in ("Row 4", "Nobody in this exchange is called so", "stands in an earlier row"):
        assert words in page
    places = {"number": "0", "address": "0", "name": "2", "signed": "0", "grade": "3"}
    assert browser.post(f"{run}/columns", data=places).status_code == 303
    assert "1 person will get it" in browser.get(run).text
    confirm(stage, run)
    assert stage.revisions("Aiko 山田")[0].grade == "B"


@pytest.mark.parametrize("text", ["", "\0\0", "=cmd()", "a" * 5000, "Number\n99999999999999999999"])
def test_strange_lists_break_nothing(stage: Stage, text: str) -> None:
    answer = stage.coordinator.browser.post(
        f"{stage.achievement_path}/issue/list", data={"text": text}
    )
    assert answer.status_code in {200, 303, 400}


def test_nobody_else_sees_or_changes_anything(stage: Stage) -> None:
    run = stage.issue("Sina Leota")
    held = stage.credential("Sina Leota").id
    one, runs = stage.achievement_path, f"{stage.path}/runs/{run}"
    tavita = stage.students["Tavita Faleolo"].browser
    for path in (one, f"{one}/sample.csv", runs, f"{stage.path}/held/{held}"):
        assert tavita.get(path).status_code == 403, path
    for path in (f"/credentials/{held}", f"/credentials/{held}/file.json"):
        assert tavita.get(path).status_code == 404, path
    assert "Sina" not in tavita.get(stage.path).text
    for path in (
        f"{one}/issue/rule",
        f"{one}/publish",
        f"{runs}/undo",
        f"{stage.path}/held/{held}/revoke",
    ):
        assert tavita.post(path, data={"reason": "x"}).status_code == 403, path
    assert tavita.post(f"/credentials/{held}/share").status_code == 404
    facilitator = stage.world.person(stage.hilo, "Fetu Facilitator")
    stage.world.enrol(stage.exchange_id, stage.hilo, facilitator, Role.FACILITATOR)
    assert facilitator.browser.get(one).status_code == 200
    assert facilitator.browser.post(f"{one}/issue/rule").status_code == 403
    elsewhere = stage.world.exchange("Another", [stage.apia])
    assert stage.coordinator.browser.get(f"/exchanges/{elsewhere}/credentials/1").status_code == 404
    office = stage.world.office(stage.hilo).browser
    assert "Sina" not in office.get("/office/credentials/").text
    assert (
        "Sina"
        in stage.world.office(stage.apia, "Apia Office").browser.get("/office/credentials/").text
    )


def test_the_certificate_is_tagged_and_holds_the_credential(stage: Stage) -> None:
    stage.issue("Sina Leota")
    mine = f"/credentials/{stage.credential('Sina Leota').id}"
    browser = stage.students["Sina Leota"].browser
    pdf = browser.get(f"{mine}/file.pdf").data
    (inside,) = inside_of(pdf).values()
    assert "Sina Leota" in inside.decode()
    assert browser.get(f"{mine}/file.pdf").data == pdf
