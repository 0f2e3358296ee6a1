"""Launches while the LMS's key set is down, slow, wrong or new, and while its clock is wrong."""

import time
from datetime import timedelta

import pytest
from flask import Flask, request, request_started

from tests.launch.refusals import BadLaunches, assert_refused
from tests.launch.universities import Universities, University, walk
from vsm_platform.core import clock
from vsm_platform.practice.faults import Faults

pytestmark = pytest.mark.usefixtures("exchange_id")


@pytest.mark.parametrize("answer", ["down", "busy", "refused", "html"])
def test_a_key_set_that_cannot_be_had_is_said_so_and_the_next_launch_works(
    bad_launches: BadLaunches, samoa: University, answer: str
) -> None:
    samoa.platform.faults.key_set = answer

    page = bad_launches.refused("platform_keys_unavailable", status=424)
    samoa.platform.faults = Faults()

    assert page.title == "Your learning platform does not answer"
    assert "Wait a minute" in page.texts[1]
    assert walk(bad_launches.universities.robot(), samoa, samoa.student).status == 200


def test_a_slow_key_set_holds_the_launch_for_seconds_only(
    bad_launches: BadLaunches, samoa: University, hawaii: University
) -> None:
    samoa.platform.faults.key_set_delay_seconds = 20

    begun = time.monotonic()
    bad_launches.refused("platform_keys_unavailable", status=424)
    waited = time.monotonic() - begun
    samoa.platform.faults = Faults()

    assert waited < 18
    assert walk(bad_launches.universities.robot(), samoa, samoa.student).status == 200


def test_keys_that_are_known_serve_while_the_platform_is_down(
    universities: Universities, samoa: University
) -> None:
    assert walk(universities.robot(), samoa, samoa.student).status == 200
    hours = timedelta(hours=3)
    samoa.platform.faults.key_set = "down"
    samoa.platform.faults.clock_offset_seconds = int(hours.total_seconds())

    with clock.moved(hours):
        assert walk(universities.robot(), samoa, samoa.student).status == 200


def test_keys_older_than_a_day_do_not_serve(universities: Universities, samoa: University) -> None:
    assert walk(universities.robot(), samoa, samoa.student).status == 200
    hours = timedelta(hours=25)
    samoa.platform.faults.key_set = "down"
    samoa.platform.faults.clock_offset_seconds = int(hours.total_seconds())

    with clock.moved(hours):
        visit = walk(universities.robot(), samoa, samoa.student)

    assert_refused(visit, "platform_keys_unavailable", 424)


@pytest.mark.parametrize("keep_old", [True, False])
def test_a_rotated_platform_key_works_at_once(
    universities: Universities, samoa: University, keep_old: bool
) -> None:
    assert walk(universities.robot(), samoa, samoa.student).status == 200

    samoa.world.rotate_key(samoa.platform, keep_old=keep_old)

    assert walk(universities.robot(), samoa, samoa.student).status == 200


def test_a_stranger_s_key_ids_do_not_make_the_product_ask_again_and_again(
    bad_launches: BadLaunches, samoa: University
) -> None:
    fetched = []

    def note(_practice: Flask, **_values: object) -> None:
        if request.path.endswith("/certs.php"):
            fetched.append(request.path)

    with request_started.connected_to(note, bad_launches.universities.practice):
        for number in range(4):
            bad_launches.refused("key_unknown", headers={"kid": f"invented-{number}"})
        assert walk(bad_launches.universities.robot(), samoa, samoa.student).status == 200

    assert len(fetched) == 2


@pytest.mark.parametrize("seconds", [-50, -3, 3, 50])
def test_a_clock_that_is_a_little_wrong_does_not_matter(
    universities: Universities, samoa: University, seconds: int
) -> None:
    samoa.platform.faults.clock_offset_seconds = seconds

    assert walk(universities.robot(), samoa, samoa.student).status == 200


@pytest.mark.parametrize(
    ("seconds", "code"), [(3600, "token_from_the_future"), (-3600, "token_expired")]
)
def test_a_clock_that_is_an_hour_wrong_is_named_as_the_cause(
    bad_launches: BadLaunches, samoa: University, seconds: int, code: str
) -> None:
    samoa.platform.faults.clock_offset_seconds = seconds

    page = bad_launches.refused(code)

    assert page.title == "The clocks do not agree"
    assert "clock of your learning platform" in page.texts[1]


def test_a_wrong_signature_is_refused(bad_launches: BadLaunches, samoa: University) -> None:
    samoa.platform.faults.wrong_signature = True
    visit = walk(bad_launches.universities.robot(), samoa, samoa.student)

    assert_refused(visit, "signature_wrong")
