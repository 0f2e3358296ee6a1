"""Each check says what is so; each fault of an LMS leads to its sentence and to its setting."""

import time
from dataclasses import replace

import pytest
from flask import Flask

from lti.services.grades import LINE_ITEM, RESULT_READ, SCORE
from lti.services.roster import SCOPE as ROSTER
from tests.health.clinic import Clinic
from tests.launch.universities import Universities, University
from vsm_platform.health import checks
from vsm_platform.institutions.actions import (
    do_disable_registration,
    do_suspend_deployment,
    do_suspend_institution,
)
from vsm_platform.institutions.api import Deployment, Institution, Registration
from vsm_platform.practice import World

FLAVOURS = {"moodle": "Samoa", "canvas": "Tokyo", "blackboard": "Manila", "brightspace": "Guelph"}
NAMES = [
    "Way in",
    "Keys of the LMS",
    "Access to its services",
    "Roster",
    "Grades",
    "Clock",
    "Personal data at launches",
]
ROSTER_SETTINGS = {
    "Samoa": "Manage tools › the tool’s card › Edit › Services › IMS LTI Names and Role Provisioning",
    "Tokyo": "Can retrieve user data associated with the context the tool is installed in.",
    "Manila": "Institution Policies › Allow Membership Service Access Yes",
    "Guelph": "Names and Role Provisioning Services",
}
GRADE_SETTINGS = {
    "Samoa": "Use this service for grade sync and column management",
    "Tokyo": "Can create and update submission results for assignments associated with the tool.",
    "Manila": "Allow grade service access",
    "Guelph": "Assignment and Grade Services",
}


@pytest.mark.parametrize("place", FLAVOURS.values(), ids=FLAVOURS)
def test_a_healthy_lms_works_in_every_check_and_nothing_is_written_to_it(
    clinic: Clinic, world: World, place: str
) -> None:
    university = clinic.university(place)
    world.add_line_item(
        university.tenant, university.course, university.tool.client_id, "Participation", 100
    )
    before = repr(university.course.line_items)
    lines = clinic.test(university)
    assert {name: line.standing for name, line in lines.items()} == dict.fromkeys(NAMES, "works")
    assert all(line.to_do == "" for line in lines.values())
    assert repr(university.course.line_items) == before


def test_before_the_first_launch_keys_and_access_are_known_already(clinic: Clinic) -> None:
    lines = clinic.test(clinic.university("Samoa", has_launched=False))
    standings = {name: line.standing for name, line in lines.items()}
    assert standings["Keys of the LMS"] == standings["Access to its services"] == "works"
    assert standings["Roster"] == standings["Grades"] == standings["Way in"] == "not known yet"
    assert lines["Way in"].to_do.startswith("A teacher, in a course of the LMS")
    assert lines["Personal data at launches"].text == "Nobody has come in yet."


@pytest.mark.parametrize(
    ("kind", "action", "said"),
    [
        (Institution, do_suspend_institution, "The institution is suspended"),
        (Registration, do_disable_registration, "The LMS is disabled here"),
        (Deployment, do_suspend_deployment, "This deployment is suspended"),
    ],
)
def test_what_is_closed_here_is_said_to_be_closed_here(
    clinic: Clinic,
    universities: Universities,
    samoa: University,
    kind: type,
    action: object,
    said: str,
) -> None:
    keys = {
        Institution: samoa.institution_id,
        Registration: samoa.registration_id,
        Deployment: clinic.deployment_key(samoa),
    }
    universities.change(kind, keys[kind], action, "asked for")
    line = clinic.test(samoa)["Way in"]
    assert line.standing == "broken"
    assert line.text.startswith(said)
    assert line.to_do.startswith("You, here")


@pytest.mark.parametrize(
    ("answer", "standing", "said"),
    [
        ("down", "look at it", "The key set’s address answers with an error."),
        ("busy", "look at it", "It asks us to send fewer requests."),
        ("refused", "broken", "The key set’s address asks for a sign-in."),
        ("html", "broken", "At the key set’s address something else answers"),
    ],
)
def test_a_key_set_that_cannot_be_had_is_named(
    clinic: Clinic, samoa: University, answer: str, standing: str, said: str
) -> None:
    samoa.platform.faults.key_set = answer
    lines = clinic.test(samoa)
    assert lines["Keys of the LMS"].standing == standing
    assert lines["Keys of the LMS"].text.startswith(said)
    assert lines["Roster"].standing == "works"


def test_the_setting_that_shows_the_lms_own_addresses_is_named(
    clinic: Clinic, samoa: University
) -> None:
    samoa.platform.faults.key_set = "html"
    assert "View configuration details" in clinic.test(samoa)["Keys of the LMS"].to_do


def test_a_slow_key_set_is_named(
    clinic: Clinic, samoa: University, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "SLOW_SECONDS", 0.1)
    samoa.platform.faults.key_set_delay_seconds = 0.2
    line = clinic.test(samoa)["Keys of the LMS"]
    assert line.standing == "look at it"
    assert line.text.startswith("The keys come slowly.")


def test_an_lms_that_does_not_know_our_keys_is_told_where_to_enter_their_address(
    clinic: Clinic, samoa: University
) -> None:
    samoa.tool.jwks_uri = samoa.world.base_url + "/samoa/mod/lti/certs.php"
    lines = clinic.test(samoa)
    access = lines["Access to its services"]
    assert access.standing == "broken"
    assert access.text.startswith("The LMS does not recognise us")
    assert "Public key type: Keyset URL" in access.to_do
    assert "https://exchange.test/lti/keys" in access.to_do
    assert lines["Roster"].text == "It cannot be asked before the LMS gives us access."
    assert lines["Grades"].standing == "not known yet"


def test_a_tool_that_is_not_active_there_is_to_be_activated(
    clinic: Clinic, samoa: University
) -> None:
    samoa.tool.active = False
    access = clinic.test(samoa)["Access to its services"]
    assert access.text == "The LMS recognises us, but the tool is not active there."
    assert "Activate" in access.to_do


@pytest.mark.parametrize(
    ("answer", "standing", "said"),
    [
        ("refused", "broken", "The LMS does not recognise us"),
        ("html", "broken", "At the token address something else answers"),
        ("down", "look at it", "It answers with an error of its own"),
        ("busy", "look at it", "It asks us to send fewer requests."),
    ],
)
def test_a_token_address_that_gives_no_token_is_named(
    clinic: Clinic, samoa: University, answer: str, standing: str, said: str
) -> None:
    samoa.platform.faults.access_tokens = answer
    access = clinic.test(samoa)["Access to its services"]
    assert access.standing == standing
    assert access.text.startswith(said)


@pytest.mark.parametrize("place", FLAVOURS.values(), ids=FLAVOURS)
def test_a_service_that_is_switched_off_later_is_named_with_that_lms_own_setting(
    clinic: Clinic, place: str
) -> None:
    university = clinic.university(place)
    university.tool.scopes = []
    lines = clinic.test(university)
    assert lines["Access to its services"].text.startswith("The LMS knows us, but allows us none")
    assert lines["Roster"].text == "The LMS does not let this tool read rosters."
    assert ROSTER_SETTINGS[place] in lines["Roster"].to_do
    assert lines["Grades"].text == "The LMS does not let this tool use its gradebook."
    assert GRADE_SETTINGS[place] in lines["Grades"].to_do


@pytest.mark.parametrize("place", FLAVOURS.values(), ids=FLAVOURS)
def test_a_service_that_launches_do_not_announce_is_not_offered(clinic: Clinic, place: str) -> None:
    university = clinic.university(place, has_launched=False)
    university.tool.scopes = []
    clinic.arrive(university, university.teacher)
    lines = clinic.test(university)
    assert lines["Roster"].standing == lines["Grades"].standing == "not offered"
    assert ROSTER_SETTINGS[place] in lines["Roster"].to_do
    assert GRADE_SETTINGS[place] in lines["Grades"].to_do


@pytest.mark.parametrize(
    ("answer", "standing", "said"),
    [
        ("html", "broken", "Something else answers there"),
        ("no_members", "broken", "Something else answers there"),
        ("broken_json", "broken", "Something else answers there"),
        ("forbidden", "broken", "The LMS does not let this tool read this course’s roster."),
        ("not_found", "broken", "The LMS no longer knows the course that was opened last."),
        ("refused", "broken", "It does not accept our access"),
        ("down", "look at it", "It answers with an error of its own"),
        ("busy", "look at it", "It asks us to send fewer requests."),
        ("endless", "works", "We can read who is in the course"),
    ],
)
def test_a_roster_that_cannot_be_read_is_named(
    clinic: Clinic, samoa: University, answer: str, standing: str, said: str
) -> None:
    samoa.platform.faults.roster = answer
    lines = clinic.test(samoa)
    assert lines["Roster"].standing == standing
    assert lines["Roster"].text.startswith(said)
    assert lines["Access to its services"].standing == lines["Grades"].standing == "works"


def test_a_roster_with_nobody_on_it_is_told_to_the_teacher(
    clinic: Clinic, samoa: University
) -> None:
    samoa.course.memberships.clear()
    line = clinic.test(samoa)["Roster"]
    assert line.standing == "look at it"
    assert line.to_do.startswith("A teacher, in a course of the LMS")


def test_members_that_make_no_sense_are_counted(clinic: Clinic, samoa: University) -> None:
    for account in samoa.students:
        samoa.course.memberships[account.sub].status = "Unheard of"
    line = clinic.test(samoa)["Roster"]
    assert line.standing == "look at it"
    assert line.text.startswith("Some members on the roster make no sense")


@pytest.mark.parametrize(
    ("answer", "standing", "said"),
    [
        ("down", "look at it", "It answers with an error of its own"),
        ("html", "broken", "Something else answers there"),
        ("refused", "broken", "It does not accept our access"),
    ],
)
def test_a_gradebook_that_cannot_be_read_is_named(
    clinic: Clinic, samoa: University, answer: str, standing: str, said: str
) -> None:
    samoa.platform.faults.grades = answer
    lines = clinic.test(samoa)
    assert lines["Grades"].standing == standing
    assert lines["Grades"].text.startswith(said)
    assert lines["Roster"].standing == "works"


@pytest.mark.parametrize(
    ("scopes", "standing", "said"),
    [
        ([LINE_ITEM, RESULT_READ], "broken", "The LMS does not let this tool send scores."),
        ([SCORE, RESULT_READ], "look at it", "Scores can be sent, but only into columns"),
        ([SCORE, LINE_ITEM], "look at it", "Scores can be sent, but the gradebook cannot be read"),
    ],
)
def test_a_gradebook_that_allows_only_a_part_says_which(
    clinic: Clinic, scopes: list[str], standing: str, said: str
) -> None:
    samoa = clinic.university("Samoa", has_launched=False)
    samoa.tool.scopes = [ROSTER, *scopes]
    clinic.arrive(samoa, samoa.teacher)
    line = clinic.test(samoa)["Grades"]
    assert line.standing == standing
    assert line.text.startswith(said)
    assert GRADE_SETTINGS["Samoa"] in line.to_do


@pytest.mark.parametrize(
    ("offset", "standing"),
    [(0, "works"), (-20, "works"), (40, "look at it"), (-40, "look at it"), (90, "broken")],
)
def test_a_clock_that_is_off_is_measured(
    clinic: Clinic, samoa: University, offset: int, standing: str
) -> None:
    samoa.platform.faults.clock_offset_seconds = offset
    assert clinic.test(samoa)["Clock"].standing == standing


def test_people_without_names_are_counted_and_called_no_fault(
    clinic: Clinic, samoa: University
) -> None:
    samoa.platform.faults.omit_email = True
    for account in (samoa.teacher, samoa.student):
        clinic.arrive(samoa, account)
    lines = clinic.test(samoa)
    assert lines["Personal data at launches"].standing == "works"
    assert lines["Personal data at launches"].text.startswith("Names arrive, e-mail addresses do")

    samoa.platform.faults.omit_names = True
    for account in (samoa.teacher, samoa.student):
        clinic.arrive(samoa, account)
    lines = clinic.test_later(samoa)
    launches, roster = lines["Personal data at launches"], lines["Roster"]
    assert launches.standing == roster.standing == "look at it"
    assert launches.text.startswith("No names arrive. Nothing is broken")
    assert roster.text.startswith("The roster can be read, but holds no names")
    assert "Share launcher's name with tool: Always" in launches.to_do


def test_an_lms_that_hangs_everywhere_holds_nobody_longer_than_the_budget(
    clinic: Clinic, samoa: University, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "BUDGET_SECONDS", 0.5)
    # The practice LMS sleeps no longer than the test needs, for its threads outlive the answer.
    samoa.platform.faults.key_set_delay_seconds = 3.0
    samoa.platform.faults.service_delay_seconds = 3.0
    began = time.monotonic()
    lines = clinic.test(samoa)
    assert time.monotonic() - began < 2.5
    assert lines["Keys of the LMS"].standing == "broken"
    assert lines["Keys of the LMS"].text.startswith("The keys cannot be fetched in time.")
    assert lines["Access to its services"].text.startswith("The token address cannot be reached")
    assert lines["Clock"].standing == "not known yet"


def test_the_test_of_one_university_says_nothing_of_another_on_the_same_lms(
    clinic: Clinic, app: Flask
) -> None:
    madrid, manila = clinic.university("Madrid"), clinic.university("Manila", has_launched=False)
    clinic.arrive(madrid, madrid.students[1])
    assert clinic.test(madrid)["Personal data at launches"].standing == "works"
    assert clinic.lines(manila) == {}
    assert clinic.test(manila)["Personal data at launches"].text == "Nobody has come in yet."
    stray = replace(manila, institution_id=madrid.institution_id)
    address = f"{clinic.page(stray)}/{clinic.deployment_key(manila)}"
    assert clinic.administrator.post(address).status_code == 404
