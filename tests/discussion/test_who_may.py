"""Who reads and writes where: everything that can be tried, by everybody who could try it."""

import pytest

from tests.discussion.conftest import Course, words
from tests.people import Somebody
from vsm_platform.exchanges.api import EnrolmentState, Role

READ = ("", "?page=2", "/new", "/since/0", "/posts/1", "/posts/1/place", "/reply?to=1")
WRITE = {
    "/reply": {"text": "Let me in"},
    "/react": {"thanks": "1"},
    "/read": {},
    "/switch": {"on": "is_closed"},
    "/posts/1/edit": {"title": "Mine", "text": "Mine", "base_version": "1"},
    "/posts/1/delete": {},
    "/posts/1/unread": {},
    "/posts/1/report": {"reason": "No"},
    "/posts/1/hide": {"reason": "No"},
    "/posts/1/restore": {},
    "/posts/1/endorse": {},
}


def statuses(somebody: Somebody, topic: str) -> set[int]:
    read = {somebody.browser.get(f"{topic}{rest}").status_code for rest in READ}
    return read | {
        somebody.browser.post(f"{topic}{rest}", data=data).status_code
        for rest, data in WRITE.items()
    }


def test_a_team_s_topic_is_for_the_team_and_the_teachers_alone(course: Course) -> None:
    space = f"team/{course.team_ids[0]}"
    topic = course.open(course["Anna"], "Our plan", "Secret words", space=space)
    course.reply(course["Diana"], topic, "Good")
    for name in ("Ben", "Cem", "Elena", "Felipe"):
        assert statuses(course[name], topic) == {404}
        assert course[name].browser.get(f"{course.path}/{space}").status_code == 404
        assert course[name].browser.post(f"{course.path}/{space}/new").status_code == 404
        assert "Our plan" not in words(course[name].browser.get(course.path))
    assert list(course.posts(course["Diana"], topic)) == [1, 2]
    assert list(course.posts(course.colleague, topic)) == [1, 2]
    assert "Our plan" in words(course["Diana"].browser.get(course.path))


@pytest.mark.parametrize("role", [Role.GUEST, Role.CLIENT])
def test_guests_and_clients_find_no_discussion(course: Course, role: Role) -> None:
    topic = course.open(course["Anna"])
    course.change(course["Ben"], role=role)
    assert statuses(course["Ben"], topic) == {404}
    for page in ("", "/course/0", "/reports"):
        assert course["Ben"].browser.get(f"{course.path}{page}").status_code == 404


def test_strangers_other_exchanges_and_applicants_find_nothing(course: Course) -> None:
    topic = course.open(course["Anna"])
    elsewhere = course.world.person(course.partners[0], "Else Where")
    assert statuses(elsewhere, topic) == {404}
    course.change(course["Ben"], state=EnrolmentState.APPLIED)
    assert statuses(course["Ben"], topic) == {404}
    other = course.world.exchange("Another exchange", course.partners)
    course.world.enrol(other, course.partners[0], course["Cem"])
    moved = topic.replace(f"/exchanges/{course.exchange_id}/", f"/exchanges/{other}/")
    assert statuses(course["Cem"], moved) == {404}


def test_an_administrator_who_takes_no_part_reads_nothing(course: Course) -> None:
    topic = course.open(course["Anna"])
    assert statuses(course.world.administrator(), topic) == {403}


def test_students_change_and_delete_only_what_is_theirs(course: Course) -> None:
    topic = course.open(course["Anna"])
    course.reply(course["Diana"], topic, "Mine")
    post, ben = f"{topic}/posts/2", course["Ben"].browser
    assert ben.post(f"{post}/edit", data={"text": "Yours", "base_version": "1"}).status_code == 404
    assert ben.post(f"{post}/delete").status_code == 404
    for step in ("hide", "restore", "endorse"):
        assert ben.post(f"{post}/{step}", data={"reason": "x"}).status_code == 403
    assert ben.get(f"{course.path}/reports").status_code == 403
    assert ben.post(f"{course.path}/course/0/settings").status_code == 403
    # Nor do teachers write in a student's name.
    teacher = course.teacher.browser
    assert teacher.post(f"{post}/edit", data={"text": "x", "base_version": "1"}).status_code == 404
    assert teacher.post(f"{topic}/posts/1/delete").status_code == 404
    assert "Mine" in course.posts(course["Ben"], topic)[2]


def test_teachers_change_each_other_s_prompts_and_no_other_posts(course: Course) -> None:
    topic = course.open(course.teacher, "Week 1", "Say hello")
    course.reply(course.teacher, topic, "Hello from me")
    change = {"title": "Week 1", "text": "Say hello, please", "base_version": "1"}
    browser = course.colleague.browser
    assert browser.post(f"{topic}/posts/1/edit", data=change).status_code == 303
    assert browser.post(f"{topic}/posts/2/edit", data=change).status_code == 404
    assert "please" in course.posts(course["Anna"], topic)[1]


def test_what_is_hidden_is_read_by_teachers_alone_with_the_reason_for_all(course: Course) -> None:
    topic = course.open(course["Anna"])
    course.reply(course["Diana"], topic, "Something rude")
    report = {"reason": "This hurts me"}
    course["Ben"].browser.post(f"{topic}/posts/2/report", data=report)
    assert "1 post was reported" in words(course.teacher.browser.get(course.path))
    assert "This hurts me" in words(course.teacher.browser.get(f"{course.path}/reports"))
    course.teacher.browser.post(f"{topic}/posts/2/hide", data={"reason": "Be kind"})
    for name in ("Ben", "Diana"):
        assert "Something rude" not in course.posts(course[name], topic)[2]
        assert "Be kind" in course.posts(course[name], topic)[2]
        for page in ("/posts/2", "/reply?to=2", "/posts/2/edit"):
            assert "Something rude" not in course[name].browser.get(f"{topic}{page}").text
    assert "Something rude" in course.posts(course.colleague, topic)[2]
    assert "reported to you" not in words(course.teacher.browser.get(course.path))
    course.colleague.browser.post(f"{topic}/posts/2/restore")
    assert "Something rude" in course.posts(course["Ben"], topic)[2]


def test_whoever_looks_with_a_student_s_eyes_writes_nothing_and_reads_no_team(
    course: Course,
) -> None:
    topic = course.open(course["Anna"])
    secret = course.open(course["Anna"], "Plan", space=f"team/{course.team_ids[0]}")
    partnership = course.world.partnership(course.exchange_id, course.partners[0])
    looking = course.teacher.browser
    started = looking.post(
        f"/exchanges/{course.exchange_id}/see-as", data={"partner": str(partnership)}
    )
    assert started.status_code == 303
    assert looking.get(secret).status_code == 404
    assert looking.get(topic).status_code == 200
    assert looking.post(f"{topic}/reply", data={"text": "x"}).status_code == 403
