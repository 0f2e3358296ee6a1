"""Guests see one meeting and nothing else; recordings, and who must not be recorded."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.content.meetings.conftest import Programme, programme
from tests.forms import soup_of, submit
from vsm_platform.content.meetings import ports
from vsm_platform.content.meetings.api import meetings_of_guest, offer_recording_hindrance


def test_a_guest_speaker_sees_the_one_meeting_and_nothing_else(
    entrepreneurship: Programme,
) -> None:
    made = entrepreneurship
    (own,) = made.plan(day="2027-05-13", time="15:00", zone="Europe/Zurich", title="Talk")
    (other,) = made.plan(day="2027-05-14", time="15:00", zone="Europe/Zurich", title="Class")
    speaker, enrolment_id = made.guest("Sila Speaker", "Windisch")
    page = f"{made.path}/{own.id}"
    assert speaker.browser.get(page).status_code == 404
    teacher = made.teachers["Medellín"].browser
    teacher.post(f"{page}/guests", data={"guest": enrolment_id, "invite": "yes"})
    shown = speaker.browser.get(page)
    assert shown.status_code == 200
    links = {str(a["href"]) for a in soup_of(shown).select("main a, header a")}
    assert links <= {f"{page}/meeting.ics", "/", "/profile"}
    for path in (
        f"{made.path}/{other.id}",
        f"{made.path}/{other.id}/meeting.ics",
        made.path,
        f"{page}/edit",
        f"/exchanges/{made.exchange_id}/",
        f"/exchanges/{made.exchange_id}/people",
    ):
        assert speaker.browser.get(path).status_code == 404, path
    with made.at(own.starts_at, speaker) as (browser,):
        assert "https://u.zoom.us/j/123?pwd=secret" in browser.get(page).text
    with made.world.work() as session:
        (listed,) = meetings_of_guest(session, enrolment_id)
        assert (listed.title, listed.path) == ("Talk", page)
    teacher.post(f"{page}/guests", data={"guest": enrolment_id, "invite": "no"})
    assert speaker.browser.get(page).status_code == 404


def test_only_guests_of_the_exchange_can_be_invited_to_its_meetings(
    climate: Programme, another: Programme
) -> None:
    (meeting,) = climate.plan()
    _speaker, foreign = another.guest("Of another exchange", "Lima")
    teacher = climate.teachers["Apia"].browser
    for guest in (foreign, 4711, 0, "x", ""):
        data = {"guest": guest, "invite": "yes"}
        answer = teacher.post(f"{climate.path}/{meeting.id}/guests", data=data)
        assert answer.status_code == 404, guest


def test_a_meeting_of_another_exchange_by_guess_is_not_found(
    climate: Programme, another: Programme
) -> None:
    (foreign,) = another.plan("Lima")
    for somebody in (climate.students["Apia"], climate.teachers["Apia"]):
        for page in ("", "/meeting.ics", "/edit", "/move", "/cancel", "/recording", "/guests"):
            address = f"{climate.path}/{foreign.id}{page}"
            answer = somebody.browser.get(address)
            assert answer.status_code in {403, 404}, page
            assert "Live class" not in answer.text
            assert somebody.browser.get(f"{another.path}/{foreign.id}{page}").status_code == 404


@pytest.fixture
def another(climate: Programme) -> Programme:
    """A second exchange in the same weeks."""
    return programme(
        climate.world,
        "Another",
        [("Uni A", "Lima", "America/Lima"), ("Uni B", "Quito", "America/Guayaquil")],
        date(2026, 8, 17),
        date(2026, 12, 18),
    )


def test_a_recording_and_its_words_stand_with_the_meeting_and_in_the_list(
    climate: Programme,
) -> None:
    (meeting,) = climate.plan()
    page = f"{climate.path}/{meeting.id}"
    submit(
        climate.teachers["Osaka"].browser,
        f"{page}/recording",
        link="https://video.osaka.example/1",
        text="We spoke of corals.\n\n<script>alert(1)</script>",
    )
    student = climate.students["Honolulu"].browser
    shown = student.get(page)
    assert soup_of(shown).select("a[href='https://video.osaka.example/1']")
    assert "<script>alert" not in shown.text
    after = meeting.ends_at.replace(hour=23)
    with climate.at(after, climate.students["Honolulu"]) as (later,):
        listed = soup_of(later.get(climate.path)).select_one("#past-title ~ ol")
        assert listed is not None
        assert "recording" in listed.get_text()


@pytest.fixture
def with_minors() -> Iterator[None]:
    def hindrance(_session: Session, _exchange_id: int) -> str:
        return "Somebody under age takes part."

    offer_recording_hindrance(hindrance)
    yield
    offer_recording_hindrance(ports._nothing_hinders)


def test_where_minors_take_part_nothing_is_recorded_and_a_summary_is_welcome(
    climate: Programme, with_minors: None
) -> None:
    (meeting,) = climate.plan()
    page, teacher = f"{climate.path}/{meeting.id}", climate.teachers["Apia"].browser
    refused = teacher.post(f"{page}/recording", data={"link": "https://video.example/1"})
    assert refused.status_code == 409
    assert "Somebody under age takes part." in refused.text
    assert not climate.meetings()[0].has_recording
    assert "Somebody under age takes part." in teacher.get(page).text
    assert "under age" not in climate.students["Apia"].browser.get(page).text
    submit(teacher, f"{page}/recording", text="In words.")
    assert climate.meetings()[0].recording_text == "In words."


def test_administrators_who_take_part_in_nothing_are_not_shown_the_link(
    climate: Programme,
) -> None:
    (meeting,) = climate.plan()
    administrator = climate.world.administrator().browser
    page = administrator.get(f"{climate.path}/{meeting.id}")
    assert page.status_code == 200
    assert "zoom.us" not in page.text
    assert "zoom.us" not in administrator.get(f"{climate.path}/{meeting.id}/meeting.ics").text
