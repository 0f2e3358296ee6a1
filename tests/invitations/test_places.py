"""A partner has so many places: invitations promise no more of them than there are."""

import threading

import pytest
from sqlalchemy import func, select

from tests.forms import submit
from tests.invitations.conftest import Scene, heading_of
from tests.people import Somebody
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Partnership, Role
from vsm_platform.invitations.models import Invitation


def set_places(scene: Scene, places: int) -> None:
    with scene.world.work() as session:
        session.get_one(Partnership, scene.partnership(scene.ngo)).places = places


def invite(scene: Scene, name: str = "Lupe", role: str = "student", who: Somebody | None = None):  # type: ignore[no-untyped-def]
    browser = (who or scene.facilitator).browser
    page = f"{scene.path}/invitations/new?role={role}&partner={scene.partnership(scene.ngo)}"
    return submit(browser, page, name=name)


def rows(scene: Scene) -> int:
    with scene.world.work() as session:
        return session.scalar(select(func.count(Invitation.id))) or 0


def test_nobody_is_invited_to_a_place_that_is_promised_already(scene: Scene) -> None:
    set_places(scene, 1)
    assert invite(scene, "Lupe").status_code == 200
    refused = invite(scene, "Xoán")
    assert refused.status_code == 409
    assert heading_of(refused) == "There are not enough places"
    assert "Places of Jóvenes de Sololá: 1. Taken: 0." in refused.text
    assert "Promised to people who were invited: 1." in refused.text
    assert "Take back invitations" in refused.text
    assert rows(scene) == 1


def test_a_place_that_is_taken_cannot_be_promised(scene: Scene) -> None:
    set_places(scene, 1)
    scene.come_in(scene.invite(), display_name="Lupe", age="adult")
    assert "Taken: 1. Promised to people who were invited: 0." in invite(scene, "Xoán").text


def test_an_invitation_that_is_taken_back_frees_its_place(scene: Scene) -> None:
    set_places(scene, 1)
    invite(scene, "Lupe")
    submit(scene.facilitator.browser, f"{scene.path}/invitations/1/revoke")
    assert invite(scene, "Xoán").status_code == 200


def test_those_who_take_no_place_are_invited_however_full_it_is(scene: Scene) -> None:
    set_places(scene, 1)
    invite(scene, "Lupe")
    for role in ("facilitator", "guest"):
        assert invite(scene, "Speaker", role).status_code == 200, role


def test_a_list_that_is_too_long_says_so_before_and_is_not_sent(scene: Scene) -> None:
    set_places(scene, 2)
    many = f"{scene.path}/invitations/many?partner={scene.partnership(scene.ngo)}"
    drafted = submit(scene.facilitator.browser, many, text="Ana\nBen\nCleo")
    page = drafted.headers["Location"]
    shown = scene.facilitator.browser.get(page)
    assert "Places of Jóvenes de Sololá: 2." in shown.text
    refused = scene.facilitator.browser.post(page)
    assert refused.status_code == 409
    assert rows(scene) == 0
    set_places(scene, 3)
    assert scene.facilitator.browser.post(page).status_code == 200
    assert rows(scene) == 3


def test_an_invitation_that_is_too_old_takes_its_place_again_when_it_is_sent_again(
    scene: Scene,
) -> None:
    from vsm_platform.core import clock

    set_places(scene, 1)
    invite(scene, "Lupe")
    with scene.world.work() as session:
        session.get_one(Invitation, 1).expires_at = clock.now()
    assert invite(scene, "Xoán").status_code == 200
    again = submit(scene.facilitator.browser, f"{scene.path}/invitations/1/again")
    assert again.status_code == 409


def test_whoever_opens_an_invitation_when_all_places_are_taken_reads_who_can_mend_it(
    scene: Scene,
) -> None:
    first, second = scene.invite(), scene.invite(name="Xoán")
    set_places(scene, 1)
    scene.come_in(first, display_name="Lupe", age="adult")
    browser = scene.world.browser()
    refused = submit(browser, second, display_name="Xoán", age="adult")
    assert refused.status_code == 403
    assert "All places of Jóvenes de Sololá in “Digital Storytelling” are taken" in refused.text
    # The invitation is not used up: with one more place it lets its bearer in.
    set_places(scene, 2)
    scene.come_in(second, display_name="Xoán", age="adult")


@pytest.mark.parametrize("numbers", [2])
def test_two_at_once_for_the_last_place_one_comes_in(scene: Scene, numbers: int) -> None:
    links = [scene.invite(name=f"Youth {number}") for number in range(numbers)]
    set_places(scene, 1)
    start, codes = threading.Barrier(numbers), []

    def come(link: str) -> None:
        browser = scene.world.browser()
        browser.get(link)
        start.wait()
        codes.append(submit(browser, link, display_name="Youth", age="adult").status_code)

    threads = [threading.Thread(target=come, args=(link,)) for link in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [303, 403]
    with scene.world.work() as session:
        query = select(func.count(Enrolment.id)).where(
            Enrolment.partnership_id == scene.partnership(scene.ngo),
            Enrolment.role == Role.STUDENT,
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        assert session.scalar(query) == 1


def test_two_faculty_promise_the_last_place_at_once_and_one_is_told(scene: Scene) -> None:
    set_places(scene, 1)
    start, codes = threading.Barrier(2), []
    page = f"{scene.path}/invitations/new?role=student&partner={scene.partnership(scene.ngo)}"

    def send(who: Somebody) -> None:
        who.browser.get(page)
        start.wait()
        codes.append(submit(who.browser, page, name="Lupe").status_code)

    threads = [
        threading.Thread(target=send, args=(who,)) for who in (scene.facilitator, scene.coordinator)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 409]
    assert rows(scene) == 1
