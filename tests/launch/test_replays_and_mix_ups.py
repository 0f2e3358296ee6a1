"""Launches whose parts are genuine, and do not belong together."""

from typing import Any

import pytest

from lti.login import state_cookie_name
from tests.launch.refusals import BadLaunches, Change
from tests.launch.universities import TOOL, University, claims_of, signed_again, walk
from vsm_platform.practice import Step


def test_a_replayed_launch_is_refused(bad_launches: BadLaunches, samoa: University) -> None:
    robot = bad_launches.universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))
    thief = bad_launches.universities.robot()
    thief.jar.by_host = {host: dict(kept) for host, kept in robot.jar.by_host.items()}

    assert robot.post_launch(launch).status == 200
    bad_launches.refused_as_it_is(thief, launch, "state_unknown")


def test_a_replay_does_not_end_the_visit_that_the_first_launch_began(
    bad_launches: BadLaunches, samoa: University
) -> None:
    robot = bad_launches.universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))
    robot.post_launch(launch)

    assert robot.post_launch(launch).status == 400
    assert "/welcome" in robot.open(f"{TOOL}/profile").url


def test_a_refused_launch_uses_its_login_up(bad_launches: BadLaunches, samoa: University) -> None:
    robot = bad_launches.universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))
    genuine = launch.form["id_token"]
    launch.form["id_token"] = genuine[:-4] + "AAAA"
    assert robot.post_launch(launch).status == 400

    launch.form["id_token"] = genuine
    bad_launches.refused_as_it_is(robot, launch, "state_unknown")


def test_an_old_state_with_a_new_token_is_refused(
    bad_launches: BadLaunches, samoa: University
) -> None:
    robot = bad_launches.universities.robot()
    first = robot.authorize(samoa.address(samoa.student))
    assert robot.post_launch(first).status == 200

    other = bad_launches.universities.robot()
    second = other.authorize(samoa.address(samoa.student))
    second.form["state"] = first.form["state"]
    bad_launches.refused_as_it_is(other, second, "state_unknown")


def test_the_token_of_one_open_login_does_not_serve_another(
    bad_launches: BadLaunches, samoa: University
) -> None:
    robot = bad_launches.universities.robot()
    first = robot.authorize(samoa.address(samoa.student))
    second = robot.authorize(samoa.address(samoa.student))
    first.form["id_token"] = second.form["id_token"]

    bad_launches.refused_as_it_is(robot, first, "nonce_mismatch")


def test_the_nonce_of_another_login_is_refused(
    bad_launches: BadLaunches, samoa: University
) -> None:
    other = bad_launches.universities.robot().authorize(samoa.address(samoa.student))
    nonce = claims_of(other)["nonce"]

    bad_launches.refused("nonce_mismatch", lambda claims: claims.update(nonce=nonce))


@pytest.mark.parametrize("nonce", [None, "", [], 0])
def test_no_nonce_is_refused(bad_launches: BadLaunches, nonce: Any) -> None:
    bad_launches.refused("nonce_missing", lambda claims: claims.update(nonce=nonce))


def test_another_browser_s_launch_opens_nothing_before_a_person_says_so(
    bad_launches: BadLaunches, samoa: University
) -> None:
    launch = bad_launches.universities.robot().authorize(samoa.address(samoa.student))
    victim = bad_launches.universities.robot()

    visit = victim.post_launch(launch)

    assert visit.status == 200
    assert visit.url == f"{TOOL}/lti/launch"
    assert samoa.student.name in visit.body, "says as whom one would come in"
    assert victim.open(f"{TOOL}/profile").status == 401


def test_a_browser_that_keeps_another_state_under_the_login_s_name_is_refused(
    bad_launches: BadLaunches, samoa: University
) -> None:
    launch = bad_launches.universities.robot().authorize(samoa.address(samoa.student))
    robot = bad_launches.universities.robot()
    name = state_cookie_name(launch.form["state"])
    robot.jar.store(TOOL, [f"{name}=state-other; Secure; Path=/; SameSite=None; Partitioned"])

    bad_launches.refused_as_it_is(robot, launch, "state_mismatch")


def test_a_state_that_was_never_issued_is_refused(
    bad_launches: BadLaunches, samoa: University
) -> None:
    robot = bad_launches.universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))
    launch.form["state"] = "state-" + "A" * 43

    bad_launches.refused_as_it_is(robot, launch, "state_unknown")


def test_another_platform_s_token_is_refused(
    bad_launches: BadLaunches, samoa: University, hawaii: University
) -> None:
    def from_hawaii(claims: dict[str, Any]) -> None:
        claims.update(iss=hawaii.world.issuer(hawaii.platform), aud=hawaii.tool.client_id)

    robot = bad_launches.universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))
    claims = claims_of(launch)
    from_hawaii(claims)
    launch.form["id_token"] = hawaii.sign(claims)

    bad_launches.refused_as_it_is(robot, launch, "issuer_mismatch")


@pytest.mark.parametrize("named", [True, False])
def test_a_token_signed_by_another_platform_is_refused(
    bad_launches: BadLaunches, samoa: University, hawaii: University, named: bool
) -> None:
    robot = bad_launches.universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))
    headers = {"kid": samoa.platform.current_kid} if named else {}
    launch.form["id_token"] = hawaii.sign(claims_of(launch), headers)

    code = "signature_wrong" if named else "key_unknown"
    bad_launches.refused_as_it_is(robot, launch, code)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS512", "RS1", "", None])
def test_an_algorithm_that_anybody_could_sign_with_is_refused(
    bad_launches: BadLaunches, samoa: University, algorithm: str | None
) -> None:
    robot = bad_launches.universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))
    header = algorithm if algorithm in {"none", "HS256", "HS512"} else "none"
    token = samoa.sign(claims_of(launch), {"alg": header})
    if header != algorithm:
        _, _, rest = samoa.sign(claims_of(launch)).partition(".")
        token = f"{_header(samoa, algorithm)}.{rest}"
    launch.form["id_token"] = token

    bad_launches.refused_as_it_is(robot, launch, "algorithm_refused")


def _header(university: University, algorithm: str | None) -> str:
    from jwt.utils import base64url_encode

    kid = university.platform.current_kid
    text = f'{{"kid": "{kid}"' + ("}" if algorithm is None else f', "alg": "{algorithm}"}}')
    return base64url_encode(text.encode()).decode()


def _audience(ours: str, *audience: object, azp: object = ...) -> Change:
    def change(claims: dict[str, Any]) -> None:
        claims["aud"] = [ours if each == "ours" else each for each in audience]
        if azp is not ...:
            claims["azp"] = ours if azp == "ours" else azp

    return change


@pytest.mark.parametrize(
    ("audience", "azp", "code"),
    [
        (["somebody-else"], ..., "audience_mismatch"),
        ([], ..., "audience_mismatch"),
        ([None, 1, {}], ..., "audience_mismatch"),
        (["ours", "somebody-else"], ..., "authorized_party_mismatch"),
        (["ours", "somebody-else"], "somebody-else", "authorized_party_mismatch"),
        (["ours"], "somebody-else", "authorized_party_mismatch"),
        (["ours"], ["ours"], "authorized_party_mismatch"),
    ],
)
def test_a_token_for_somebody_else_is_refused(
    bad_launches: BadLaunches, samoa: University, audience: list[object], azp: object, code: str
) -> None:
    bad_launches.refused(code, _audience(samoa.tool.client_id, *audience, azp=azp))


@pytest.mark.parametrize("audience", [None, "", "somebody-else", 7, {"ours": 1}])
def test_an_audience_that_is_no_list_and_not_ours_is_refused(
    bad_launches: BadLaunches, audience: object
) -> None:
    bad_launches.refused("audience_mismatch", lambda claims: claims.update(aud=audience))


@pytest.mark.parametrize(
    ("audience", "azp"),
    [(["ours"], ...), (["ours"], "ours"), (["somebody-else", "ours"], "ours")],
)
def test_a_token_for_us_among_others_is_let_in(
    bad_launches: BadLaunches, samoa: University, audience: list[object], azp: object
) -> None:
    robot = bad_launches.universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))
    change = _audience(samoa.tool.client_id, *audience, azp=azp)

    assert robot.post_launch(signed_again(launch, samoa, change)).status == 200


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("https://elsewhere.example/lti/launch", "target_link_uri_foreign"),
        ("https://exchange.test.elsewhere.example/", "target_link_uri_foreign"),
        ("https://exchange.test@elsewhere.example/", "target_link_uri_foreign"),
        ("https://exchange.test/another/page", "target_link_uri_mismatch"),
    ],
)
def test_a_launch_to_another_place_than_the_login_s_is_refused(
    bad_launches: BadLaunches, target: str, code: str
) -> None:
    claim = "https://purl.imsglobal.org/spec/lti/claim/target_link_uri"
    bad_launches.refused(code, lambda claims: claims.update({claim: target}))


@pytest.mark.parametrize("target", ["javascript:alert(1)", "//exchange.test/", 7])
def test_a_launch_to_what_is_no_web_address_is_refused(
    bad_launches: BadLaunches, target: object
) -> None:
    claim = "https://purl.imsglobal.org/spec/lti/claim/target_link_uri"
    bad_launches.refused("claim_malformed", lambda claims: claims.update({claim: target}))


def test_a_platform_that_refuses_the_login_is_said_to_have_done_so(
    bad_launches: BadLaunches, samoa: University
) -> None:
    robot = bad_launches.universities.robot()
    request = robot.login(robot.begin(samoa.address(samoa.student)))
    request.form["login_hint"] = "somebody-else"
    answer = robot._ready_step(request, "error")

    page = bad_launches.refused_as_it_is(robot, answer, "platform_refused")
    assert "ended the launch itself" in page.texts[0]


def test_a_launch_that_took_too_long_is_told_so(
    bad_launches: BadLaunches, samoa: University
) -> None:
    from datetime import timedelta

    from vsm_platform.core import clock

    robot = bad_launches.universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))
    with clock.moved(timedelta(minutes=6)):
        bad_launches.refused_as_it_is(robot, launch, "state_expired")


def test_two_launches_of_one_browser_do_not_disturb_each_other(
    bad_launches: BadLaunches, samoa: University
) -> None:
    robot = bad_launches.universities.robot()
    first = robot.authorize(samoa.address(samoa.student))
    second = robot.authorize(samoa.address(samoa.student))

    assert robot.post_launch(second).status == 200
    assert robot.post_launch(first).status == 200


def test_a_launch_without_a_login_is_refused(bad_launches: BadLaunches, samoa: University) -> None:
    robot = bad_launches.universities.robot()
    token = samoa.sign({"iss": samoa.world.issuer(samoa.platform), "nonce": "invented"})
    launch = Step("POST", f"{TOOL}/lti/launch", {"id_token": token})

    bad_launches.refused_as_it_is(robot, launch, "state_missing")


def test_the_person_before_leaves_nothing_to_the_next_one_in_the_same_browser(
    bad_launches: BadLaunches, samoa: University
) -> None:
    robot = bad_launches.universities.robot()
    walk(robot, samoa, samoa.students[0])

    visit = walk(robot, samoa, samoa.students[1])

    shown = [form.fields["display_name"] for form in visit.forms if "display_name" in form.fields]
    assert shown == [samoa.students[1].name]
