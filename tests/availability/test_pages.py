"""One's own hours through the pages, without a script, and what faculty and others get of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.availability.conftest import Course
from tests.forms import errors_of, soup_of, submit
from tests.people import World, counted_queries
from vsm_platform.availability.api import PaintedWeek, weeks_of
from vsm_platform.availability.week import QUARTERS
from vsm_platform.core import audit, clock
from vsm_platform.exchanges.api import Enrolment, Role


def text_of(course: Course, name: str, path: str) -> str:
    answer = course.students[name].browser.get(path)
    assert answer.status_code == 200, answer.status
    return " ".join(soup_of(answer).get_text(" ").split())


def test_who_said_nothing_is_shown_waking_hours_on_the_own_clock(course: Course) -> None:
    page = soup_of(course.students["Kai"].browser.get("/my-hours"))
    assert page.select_one("#can_0")["value"] == "08:00–22:00"
    assert page.select_one("#can_6")["value"] == "08:00–22:00"
    assert page.select_one("#zone option[selected]")["value"] == "Pacific/Honolulu"
    assert "You have said nothing yet" in page.get_text()


def test_a_week_is_written_and_comes_back_as_it_was_meant(course: Course) -> None:
    kai = course.students["Kai"].browser
    answer = submit(
        kai, "/my-hours", can_0="6-8, 17.30–22", can_1="", rather_0="12pm - 1pm", can_6="22-02"
    )
    assert answer.status_code == 303
    page = soup_of(kai.get(answer.location))
    assert "Your hours are saved." in page.get_text()
    shown = {name: page.select_one(f"#{name}")["value"] for name in ("can_0", "can_1", "rather_0")}
    assert shown == {
        # Sunday runs past midnight into Monday.
        "can_0": "00:00–02:00, 06:00–08:00, 17:30–22:00",
        "can_1": "",
        "rather_0": "12:00–13:00",
    }
    assert page.select_one("#can_6")["value"] == "22:00–24:00"


def test_the_same_week_stands_on_the_exchanges_page(course: Course) -> None:
    sina = course.students["Sina"].browser
    assert submit(sina, f"{course.path}/my-hours", can_2="9-10").status_code == 303
    assert soup_of(sina.get("/my-hours")).select_one("#can_2")["value"] == "09:00–10:00"
    links = [link["href"] for link in soup_of(sina.get("/profile")).select("main a")]
    assert "/my-hours" in links
    pills = [
        link["href"] for link in soup_of(sina.get(f"{course.path}/meetings")).select(".pills a")
    ]
    assert f"{course.path}/my-hours" in pills


def test_monday_can_stand_for_every_day(course: Course) -> None:
    kai = course.students["Kai"].browser
    submit(kai, "/my-hours", can_0="9-17", is_copied="y")
    page = soup_of(kai.get("/my-hours"))
    assert [page.select_one(f"#can_{day}")["value"] for day in range(7)] == ["09:00–17:00"] * 7


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"can_3": "in the morning"}, "Thursday, “in the morning”: write 08:00–12:00."),
        ({"rather_0": "8:15-9"}, "Monday, “8:15-9”: use full and half hours."),
        ({"can_0": "9" * 300}, "That is too long."),
        ({"zone": "Mars/Olympus"}, "Choose a place from the list."),
        ({"zone": "../../etc/passwd"}, "Choose a place from the list."),
        (
            {f"can_{day}": " " for day in range(7)},
            "Leave at least one hour. If none suits, write to those who teach.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field_and_nothing_is_lost(
    course: Course, wrong: dict[str, str], said: str
) -> None:
    kai = course.students["Kai"].browser
    answer = kai.post("/my-hours", data={"zone": "Asia/Tokyo", "can_5": "10-11"} | wrong)
    assert answer.status_code == 200
    assert said in errors_of(answer).values()
    page = soup_of(answer)
    for name, text in wrong.items():
        if name != "zone" and text.strip():
            assert page.select_one(f"#{name}")["value"] == text
    with course.world.work() as session:
        assert session.scalars(select(PaintedWeek)).all() == []


def test_a_script_saves_without_another_page(course: Course) -> None:
    kai = course.students["Kai"].browser
    answer = kai.post("/my-hours", data={"zone": "Asia/Tokyo", "can_0": "9-10", "by": "script"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert "Your hours are saved." not in text_of(course, "Kai", "/my-hours")
    wrong = kai.post("/my-hours", data={"zone": "Asia/Tokyo", "can_0": "?", "by": "script"})
    assert wrong.status_code == 200


def test_hours_stay_on_the_clock_on_which_they_were_meant(course: Course) -> None:
    kai = course.students["Kai"]
    kai.browser.post("/my-hours", data={"zone": "Asia/Tokyo", "can_0": "9-10"})
    kai.browser.post(
        "/profile",
        data={"display_name": "Kai", "timezone": "Europe/Madrid", "locale": ""},
    )
    said = text_of(course, "Kai", "/my-hours")
    assert "on the clock of Tokyo; your own clock stands in Madrid now" in said
    (mask,) = set(course.weeks(kai).masks[course.enrolment(kai)])
    assert mask == 0b1111  # Monday 09:00 in Tokyo is Monday 00:00 in UTC.


def test_hours_can_be_forgotten(course: Course) -> None:
    kai = course.students["Kai"]
    kai.browser.post("/my-hours", data={"zone": "Asia/Tokyo", "can_0": "9-10"})
    assert kai.browser.post("/my-hours/forget").status_code == 303
    assert course.weeks(kai).masks[course.enrolment(kai)][0].bit_count() == 7 * 14 * 4
    assert kai.browser.post("/my-hours/forget").status_code == 303


def test_nobody_paints_for_another_or_sees_anothers_hours(course: Course) -> None:
    kai, sina = course.students["Kai"], course.students["Sina"]
    kai.browser.post("/my-hours", data={"zone": "Asia/Tokyo", "can_0": "03:00-04:30"})
    forged = {"person_id": str(kai.id), "person": str(kai.id), "zone": "UTC", "can_0": "1-2"}
    sina.browser.post(f"/my-hours?person_id={kai.id}", data=forged)
    with course.world.work() as session:
        weeks = {one.person_id: one.zone for one in session.scalars(select(PaintedWeek))}
    assert weeks == {kai.id: "Asia/Tokyo", sina.id: "UTC"}
    for person in (sina, course.teacher, course.world.administrator()):
        for path in ("/my-hours", f"{course.path}/hours", f"{course.path}/people"):
            assert "03:00" not in person.browser.get(path).get_data(as_text=True)


def test_strangers_and_visitors_do_not_get_in(course: Course) -> None:
    stranger = course.world.person(course.universities["Osaka"], "Stranger")
    assert stranger.browser.get(f"{course.path}/my-hours").status_code == 404
    assert stranger.browser.get(f"{course.path}/hours").status_code == 404
    nobody = course.world.browser()
    assert nobody.get("/my-hours").status_code == 401
    student = course.students["Sina"].browser
    assert student.get(f"{course.path}/hours").status_code == 403
    until = {"until": "2026-09-01"}
    assert student.post(f"{course.path}/hours", data=until).status_code == 403
    assert student.post(f"{course.path}/hours/stop").status_code == 403
    administrator = course.world.administrator().browser
    assert administrator.get(f"{course.path}/hours").status_code == 200
    assert administrator.post(f"{course.path}/hours", data=until).status_code == 403


def test_faculty_ask_and_it_stands_in_the_agenda_until_it_is_answered(course: Course) -> None:
    day = (clock.now() + timedelta(days=5)).date()
    teacher = course.teacher.browser
    assert "Say when you can meet" not in text_of(course, "Sina", f"{course.path}/")
    answer = submit(teacher, f"{course.path}/hours", until=day.isoformat())
    assert answer.status_code == 303
    assert "0 of 3 students" in soup_of(teacher.get(answer.location)).get_text(" ", strip=True)
    assert "Say when you can meet" in text_of(course, "Sina", f"{course.path}/")
    course.students["Sina"].browser.post("/my-hours", data={"zone": "UTC", "can_0": "9-10"})
    assert "1 of 3 students" in teacher.get(f"{course.path}/hours").get_data(as_text=True)
    assert teacher.post(f"{course.path}/hours/stop").status_code == 303
    assert "Say when you can meet" not in text_of(course, "Kai", f"{course.path}/")
    with course.world.work() as session:
        verbs = set(session.scalars(select(audit.AuditEntry.action)))
    assert {"availability.asked", "availability.asked_no_more"} <= verbs


def test_a_day_that_is_none_is_refused(course: Course) -> None:
    answer = course.teacher.browser.post(f"{course.path}/hours", data={"until": "soon"})
    assert errors_of(answer) == {"until": "Enter a date, such as 2026-08-17."}


def test_masks_are_of_the_exchanges_own_people_and_all_have_the_same_regimes(
    course: Course,
) -> None:
    stranger = course.world.person(course.universities["Osaka"], "Stranger")
    other = course.world.exchange("Other", [course.universities["Osaka"]])
    course.world.enrol(other, course.universities["Osaka"], stranger)
    with course.world.work() as session:
        query = select(Enrolment.id).where(Enrolment.person_id == stranger.id)
        foreign = session.scalars(query).one()
        assert weeks_of(session, course.exchange_id, [foreign]).masks == {}
    weeks = course.weeks()
    assert {len(one) for one in weeks.masks.values()} == {len(weeks.regimes)}
    assert all(0 < mask < 1 << QUARTERS for one in weeks.masks.values() for mask in one)
    kai = course.students["Kai"]
    kai.browser.post("/my-hours", data={"zone": "UTC", "can_0": "9-11", "rather_0": "10-11"})
    weeks = course.weeks()
    assert set(weeks.rather_not) == {course.enrolment(kai)}
    assert set(weeks.masks[course.enrolment(kai)]) == {0xFF << 36}


def test_a_person_without_a_known_zone_lives_where_the_university_is(course: Course) -> None:
    lost = course.add("Osaka", "Lost", "")
    strange = course.add("Osaka", "Strange", "Mars/Olympus")
    weeks = course.weeks(lost, strange)
    assert set(weeks.zones.values()) == {"Asia/Tokyo"}


def test_many_people_cost_as_many_queries_as_few(course: Course) -> None:
    ids = [course.enrolment(one) for one in course.students.values()]

    def count(wanted: list[int]) -> int:
        with course.world.work() as session:
            with counted_queries(course.world.database) as statements:
                found = weeks_of(session, course.exchange_id, wanted)
            assert set(found.masks) >= set(ids)
            return len(statements)

    few = count(ids)
    for number in range(5):
        course.add("Osaka", f"Student {number}", "Asia/Tokyo")
    everybody = [course.enrolment(one) for one in course.students.values()]
    assert count(everybody) == count([*everybody, *range(10_000, 60_000)]) == few == 2


def test_a_minor_without_consent_changes_nothing_there(course: Course, world: World) -> None:
    kai = course.students["Kai"]
    enrolment_id = course.enrolment(kai)
    with world.work() as session:
        session.get_one(Enrolment, enrolment_id).is_minor = True
    answer = kai.browser.post(f"{course.path}/my-hours", data={"zone": "UTC", "can_0": "9-10"})
    assert answer.status_code == 403


def test_a_guest_has_no_hours_page_in_the_exchange(course: Course, world: World) -> None:
    kai = course.students["Kai"]
    enrolment_id = course.enrolment(kai)
    with world.work() as session:
        session.get_one(Enrolment, enrolment_id).role = Role.GUEST
    assert kai.browser.get(f"{course.path}/my-hours").status_code == 404
