"""Planning by the pages: everybody's clock first, then what it is about."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import brotli
from bs4 import Tag

from tests.content.meetings.conftest import Programme, enrolment_of
from tests.forms import errors_of, soup_of, submit, values_of
from vsm_platform.exchanges.api import EnrolmentState, Exchange, ExchangeState

CLASS = {"day": "2026-10-02", "time": "13:00", "zone": "Asia/Tokyo", "minutes": "90"}
LATE = {"day": "2027-05-13", "time": "22:00", "zone": "Europe/Zurich", "minutes": "90"}


def words(element: Tag | None) -> str:
    assert element is not None
    return " ".join(element.get_text(" ", strip=True).split())


def test_climate_change_friday_13_in_tokyo_is_thursday_18_in_honolulu(climate: Programme) -> None:
    teacher = climate.teachers["Osaka"].browser
    page = soup_of(teacher.get(f"{climate.path}/new", query_string=CLASS))
    lines = [words(line) for line in page.select("#preview .people li")]
    assert [line.split(" – ")[0].split()[-2:] for line in lines] == [
        ["Thu", "18:00"],
        ["Fri", "13:00"],
        ["Fri", "17:00"],
    ]
    assert "Thu, Oct 1" in lines[0]
    assert "Oct" not in lines[1] + lines[2]
    assert page.select_one("#preview .notice.warning") is None


def test_entrepreneurship_22_in_zurich_warns_of_18_students_and_proposes_20(
    entrepreneurship: Programme,
) -> None:
    teacher = entrepreneurship.teachers["Medellín"].browser
    page = soup_of(teacher.get(f"{entrepreneurship.path}/new", query_string=LATE))
    warning = words(page.select_one("#preview .notice.warning"))
    assert "Fachhochschule Nordwestschweiz , 18 students" in warning
    assert "Thu 22:00 – 23:30 in Zurich late" in warning
    assert "EAFIT" not in warning
    better = page.select("#preview ul:not(.people) a")
    assert "Thu 20:00 – 21:30" in [words(link) for link in better]
    chosen = next(link for link in better if "20:00" in words(link))
    after = soup_of(teacher.get(str(chosen["href"])))
    assert "Thu 20:00" in words(after.select_one("#preview"))
    assert after.select_one("#preview .notice.warning") is None


def test_in_a_series_it_is_shown_who_bears_the_late_hours(entrepreneurship: Programme) -> None:
    teacher = entrepreneurship.teachers["Windisch"].browser
    series = LATE | {"day": "2027-05-04", "every": "1", "until": "2027-05-16"}
    page = words(soup_of(teacher.get(f"{entrepreneurship.path}/new", query_string=series)).main)
    assert "Fachhochschule Nordwestschweiz : 2 of 2 meetings" in page
    assert "Take turns" in page


def test_a_first_visit_proposes_a_time_and_changes_nothing(climate: Programme) -> None:
    teacher = climate.teachers["Apia"].browser
    page = soup_of(teacher.get(f"{climate.path}/new"))
    day = page.select_one("input[name=day]")
    assert day is not None
    assert day["value"] == "2026-08-18"
    assert page.select_one("#preview a.button") is not None
    assert climate.meetings() == []


def assert_stays(made: Programme, zone: str, hour: int) -> None:
    planned = made.plan(
        day="2027-10-15", time=f"{hour}:00", zone=zone, every="1", until="2027-11-12"
    )
    assert len(planned) == 5
    assert len({one.series for one in planned}) == 1
    assert len({one.uid for one in planned}) == 5
    local = [one.starts_at.astimezone(ZoneInfo(zone)) for one in planned]
    assert {f"{one:%a %H:%M}" for one in local} == {f"Fri {hour}:00"}
    assert planned[0].wall_start == f"2027-10-15T{hour}:00"


def test_a_weekly_class_stays_at_one_in_tokyo(climate: Programme) -> None:
    assert_stays(climate, "Asia/Tokyo", 13)


def test_a_weekly_class_stays_at_three_in_zurich_over_the_end_of_summer_time(
    entrepreneurship: Programme,
) -> None:
    assert_stays(entrepreneurship, "Europe/Zurich", 15)


def test_it_is_said_where_the_clocks_are_changed_within_a_series(
    entrepreneurship: Programme,
) -> None:
    teacher = entrepreneurship.teachers["Windisch"].browser
    entrepreneurship.set_terms("Windisch", starts_on=None)
    series = LATE | {"day": "2027-10-15", "time": "16:00", "every": "1", "until": "2027-11-12"}
    page = words(soup_of(teacher.get(f"{entrepreneurship.path}/new", query_string=series)).main)
    assert "Universidad EAFIT : from Fri, Nov 5 on at Fri 10:00" in page


def test_a_time_that_does_not_exist_is_refused_with_the_times_around_it(
    entrepreneurship: Programme,
) -> None:
    teacher = entrepreneurship.teachers["Windisch"].browser
    skipped = LATE | {"day": "2027-03-28", "time": "02:30"}
    answer = teacher.get(f"{entrepreneurship.path}/new", query_string=skipped)
    assert "02:30 does not exist on Sunday, March 28, 2027 in Zurich" in errors_of(answer)["time"]
    # What is wrong stands above the form, where a phone shows it first.
    assert answer.text.index("data-error-summary") < answer.text.index("data-preview")
    assert "before 02:00, or from 03:00 on" in errors_of(answer)["time"]
    refused = teacher.post(
        f"{entrepreneurship.path}/new/details", query_string=skipped, data={"title": "Night"}
    )
    assert refused.status_code == 303
    assert "/new?" in refused.location
    assert entrepreneurship.meetings() == []


def test_one_week_of_a_series_in_a_gap_is_found_too(entrepreneurship: Programme) -> None:
    teacher = entrepreneurship.teachers["Windisch"].browser
    series = LATE | {"day": "2027-03-21", "time": "02:30", "every": "1", "until": "2027-04-11"}
    answer = teacher.get(f"{entrepreneurship.path}/new", query_string=series)
    assert "March 28" in errors_of(answer)["time"]


def test_of_a_time_that_comes_twice_it_is_asked_which_one(entrepreneurship: Programme) -> None:
    teacher = entrepreneurship.teachers["Windisch"].browser
    twice = LATE | {"day": "2027-10-31", "time": "02:30"}
    asked = teacher.get(f"{entrepreneurship.path}/new", query_string=twice)
    assert len(soup_of(asked).select("input[name=which]")) == 2
    assert "which of the two" in errors_of(asked)["which"]
    instants = [
        entrepreneurship.plan("Windisch", **twice, which=which)[0].starts_at
        for which in ("first", "second")
    ]
    assert instants == [
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    ]


def test_what_is_wrong_is_said_at_the_field(climate: Programme) -> None:
    teacher = climate.teachers["Apia"].browser
    for wrong, name in (
        ({"day": "tomorrow"}, "day"),
        ({"day": ""}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"time": "25:00"}, "time"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "long"}, "minutes"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"every": "1"}, "until"),
        ({"every": "1", "until": "2026-09-01"}, "until"),
        ({"every": "1", "until": "2036-09-01"}, "until"),
        ({"partners": "4711"}, "partners"),
    ):
        answer = teacher.get(f"{climate.path}/new", query_string=CLASS | wrong)
        assert answer.status_code == 200
        assert name in errors_of(answer), wrong
        assert soup_of(answer).select("#preview a.button") == []


def test_a_link_must_be_a_whole_https_address(climate: Programme) -> None:
    teacher = climate.teachers["Apia"].browser
    for link in (
        "http://zoom.us/j/1",
        "javascript:alert(1)",
        "zoom.us/j/1",
        "https://zoom.us@evil.example/",
        'https://zoom.us/"onclick=x',
        "https://zоom.us/j/1",
        "https://",
    ):
        answer = teacher.post(
            f"{climate.path}/new/details",
            query_string=CLASS,
            data={"title": "Class", "link": link, "leader": "0"},
        )
        assert "link" in errors_of(answer), link
    assert climate.meetings() == []


def test_a_student_cannot_plan_change_or_cancel(climate: Programme) -> None:
    (meeting,) = climate.plan()
    student = climate.students["Apia"].browser
    one = f"{climate.path}/{meeting.id}"
    for page in ("new", "new/details"):
        assert student.get(f"{climate.path}/{page}", query_string=CLASS).status_code == 403
    for page in ("edit", "move", "move/confirm", "cancel", "recording", "guests"):
        assert student.get(f"{one}/{page}").status_code == 403, page
    data = {"title": "Mine", "seen": "0", "guest": "1", "invite": "yes", "leader": "0"}
    refused = student.post(f"{climate.path}/new/details", query_string=CLASS, data=data)
    assert refused.status_code == 403
    for page in ("edit", "move/confirm", "cancel", "recording", "guests"):
        assert student.post(f"{one}/{page}", data=data).status_code == 403, page
    assert [one.sequence for one in climate.meetings()] == [0]


def test_a_teacher_who_has_left_plans_nothing_any_more(climate: Programme) -> None:
    with climate.world.work() as session:
        teacher = climate.teachers["Apia"]
        enrolment_of(session, climate.exchange_id, teacher).state = EnrolmentState.LEFT
    assert teacher.browser.get(f"{climate.path}/new").status_code == 403


def test_nothing_is_planned_in_the_archive(climate: Programme) -> None:
    with climate.world.work() as session:
        session.get_one(Exchange, climate.exchange_id).state = ExchangeState.ARCHIVED
    answer = climate.teachers["Apia"].browser.get(f"{climate.path}/new")
    assert answer.status_code == 403
    assert "“Climate Change” is archived" in answer.text


def test_somebody_who_does_not_teach_here_cannot_lead(climate: Programme) -> None:
    foreign = climate.students["Apia"].id
    answer = climate.teachers["Apia"].browser.post(
        f"{climate.path}/new/details",
        query_string=CLASS,
        data={"title": "Class", "leader": str(foreign)},
    )
    assert "leader" in errors_of(answer)
    assert climate.meetings() == []


def test_a_meeting_for_some_partners_is_not_for_the_others(climate: Programme) -> None:
    (meeting,) = climate.plan(partners=str(climate.key("Honolulu")))
    page = f"{climate.path}/{meeting.id}"
    assert climate.students["Honolulu"].browser.get(page).status_code == 200
    assert climate.students["Apia"].browser.get(page).status_code == 404
    assert climate.students["Apia"].browser.get(f"{page}/meeting.ics").status_code == 404
    assert climate.teachers["Apia"].browser.get(page).status_code == 200
    assert "Live class" not in climate.students["Apia"].browser.get(climate.path).text
    assert "Live class" in climate.students["Honolulu"].browser.get(climate.path).text


def test_holidays_of_a_partner_are_said(climate: Programme) -> None:
    pause = {"starts_on": "2026-10-01", "ends_on": "2026-10-05", "label": "White Sunday"}
    climate.set_terms("Apia", breaks=[pause])
    page = climate.teachers["Apia"].browser.get(f"{climate.path}/new", query_string=CLASS)
    assert "White Sunday" in words(soup_of(page).select_one("#preview"))


def test_a_day_outside_of_the_course_is_said(climate: Programme) -> None:
    page = climate.teachers["Apia"].browser.get(
        f"{climate.path}/new", query_string=CLASS | {"day": "2027-02-05"}
    )
    assert "outside of the course" in words(soup_of(page).select_one("#preview"))


def test_the_button_to_join_is_there_from_15_minutes_before_to_the_end(
    climate: Programme,
) -> None:
    (meeting,) = climate.plan()
    page = f"{climate.path}/{meeting.id}"
    for minutes, is_there in ((-16, False), (-14, True), (0, True), (89, True), (91, False)):
        at = meeting.starts_at + timedelta(minutes=minutes)
        with climate.at(at, climate.students["Honolulu"]) as (student,):
            for address in (page, climate.path):
                links = soup_of(student.get(address)).select("a[href*='zoom.us']")
                assert bool(links) == is_there, (minutes, address)
    assert date(2026, 8, 20) == meeting.starts_at.astimezone(ZoneInfo("Pacific/Honolulu")).date()


def test_by_clicks_and_without_a_script_a_teacher_plans_a_meeting(
    entrepreneurship: Programme,
) -> None:
    teacher = entrepreneurship.teachers["Windisch"].browser
    empty = soup_of(teacher.get(entrepreneurship.path))
    begin = empty.find("a", string="Plan a meeting")
    assert isinstance(begin, Tag)
    form = soup_of(teacher.get(str(begin["href"]))).select_one("form[method=get]")
    assert form is not None
    late = values_of(form) | {"day": "2027-05-13", "time": "22:00"}
    shown = soup_of(teacher.get(str(form["action"]), query_string=late))
    kinder = shown.find("a", string="Thu 20:30 – 21:30")
    assert isinstance(kinder, Tag)
    shown = soup_of(teacher.get(str(kinder["href"])))
    onwards = shown.find("a", string="Use this time")
    assert isinstance(onwards, Tag)
    planned = submit(teacher, str(onwards["href"]), title="Live class")
    assert planned.status_code == 303
    page = soup_of(entrepreneurship.students["Medellín"].browser.get(planned.location))
    assert words(page.select_one(".when")) == "Thursday 13 May 2027 13:30 in Bogota"


def test_the_page_of_a_meeting_is_light(climate: Programme) -> None:
    (meeting,) = climate.plan()
    page = climate.students["Apia"].browser.get(f"{climate.path}/{meeting.id}").data
    assert len(brotli.compress(page, quality=4)) < 4_000
