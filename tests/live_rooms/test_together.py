"""What all of a session see together: questions with votes, quizzes, prompts for the rooms, clocks."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.live_rooms.conftest import Lives, soup_of, words
from tests.people import counted_queries
from vsm_platform.accounts.api import Gone
from vsm_platform.live.actions.common import FLOOD
from vsm_platform.live.models import MOST_OWN_WONDERS, LiveBacking, LiveQuiz, LiveWonder
from vsm_platform.live.wonders_data import do_forget, own_data

QUIZ = """Which city is farthest east?
* Apia
Tokyo
- Honolulu

What is green in a green roof?
The paint
* The plants
"""


def ask(lives: Lives, name: str, session: str, text: str, **fields: str) -> int:
    data = {"text": text, "client_key": uuid4().hex, **fields}
    return lives[name].browser.post(f"{session}/together/wonder", data=data).status_code


def page(lives: Lives, session: str, name: str = "") -> str:
    browser = lives[name].browser if name else lives.teacher.browser
    return words(browser.get(f"{session}/together"))


def do(lives: Lives, name: str, session: str, step: str, **fields: object) -> int:
    browser = lives[name].browser if name else lives.teacher.browser
    return browser.post(f"{session}/together/{step}", data=fields).status_code


def test_questions_are_asked_voted_for_and_answered(lives: Lives) -> None:
    session = lives.make()
    assert ask(lives, "Anna", session, "When is the essay due?") == 303
    assert ask(lives, "Ben", session, "May we draw?") == 303
    for name in ("Diana", "Elena", "Elena"):
        assert do(lives, name, session, "back", number=2, back=1) == 303
    text = page(lives, session, "Cem")
    assert text.index("May we draw?") < text.index("When is the essay due?")
    assert "Ben Berg · 3 votes" in text
    assert do(lives, "Elena", session, "back", number=2, unback=1) == 303
    assert "Ben Berg · 2 votes" in page(lives, session, "Elena")
    assert do(lives, "", session, "answered", number=2) == 303
    text = page(lives, session)
    assert text.index("When is the essay due?") < text.index("May we draw?")
    assert "answered" in text
    assert do(lives, "", session, "answered", number=2, again=1) == 303
    assert "answered " not in page(lives, session, "Cem").partition("May we draw?")[2][:60]


def test_the_same_question_sent_again_is_there_once(lives: Lives) -> None:
    session, key = lives.make(), uuid4().hex
    for _ in range(2):
        assert ask(lives, "Anna", session, "Only once", client_key=key) == 303
    assert page(lives, session).count("Only once") == 1


def test_a_question_is_taken_back_by_its_author_or_who_teaches_alone(lives: Lives) -> None:
    session = lives.make()
    ask(lives, "Anna", session, "Mine")
    ask(lives, "Anna", session, "Rude")
    assert do(lives, "Ben", session, "remove", number=1) == 403
    assert do(lives, "Ben", session, "answered", number=1) == 403
    assert do(lives, "Anna", session, "remove", number=1) == 303
    assert do(lives, "", session, "remove", number=2) == 303
    text = page(lives, session, "Ben")
    assert "Mine" not in text
    assert "Rude" not in text
    assert do(lives, "Ben", session, "back", number=1, back=1) == 404


def test_nobody_asks_without_words_too_much_or_after_the_end(lives: Lives) -> None:
    session = lives.opened()
    for text in ("", "  ", "x" * 2_001):
        ask(lives, "Anna", session, text)
    assert "Nobody has asked anything yet" in page(lives, session)
    limit = min(FLOOD.tries, MOST_OWN_WONDERS)
    assert [ask(lives, "Anna", session, f"No. {one}") for one in range(limit)] == [303] * limit
    assert ask(lives, "Anna", session, "One more") == 409
    lives.lead(session, "close", minutes=0)
    assert ask(lives, "Ben", session, "Too late") == 409
    made = words(lives.teacher.browser.get(f"{session}/made"))
    assert "No. 7" in made
    assert lives["Ben"].browser.get(f"{session}/together").headers["Location"].endswith("/made")
    found = lives.teacher.browser.get(f"{session}/made.json").json
    assert len(found["questions_to_teachers"]) == limit


def test_questions_of_another_session_or_exchange_are_out_of_reach(lives: Lives) -> None:
    session, other = lives.make(), lives.make(title="Another")
    ask(lives, "Anna", session, "Here")
    for step in ("back", "remove", "answered"):
        assert do(lives, "", other, step, number=1) == 404
    course = lives.course
    exchange = course.world.exchange("Elsewhere", course.partners)
    stranger = course.world.person(course.partners[0], "Sam Stranger")
    course.world.enrol(exchange, course.partners[0], stranger)
    for address in (session, session.replace("/exchanges/1/", f"/exchanges/{exchange}/")):
        assert stranger.browser.get(f"{address}/together").status_code == 404
        for step in ("wonder", "back", "remove", "vote"):
            data = {"text": "Hi", "number": 1, "poll": 1, "option": 0}
            assert stranger.browser.post(f"{address}/together/{step}", data=data).status_code == 404


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "99", str(2**31), "1 or 1"])
def test_odd_numbers_change_nothing(lives: Lives, number: str) -> None:
    session = lives.make()
    ask(lives, "Anna", session, "Stays")
    for step in ("back", "answered", "remove", "next", "result"):
        assert do(lives, "", session, step, number=number, asked=number) in {303, 404}
    assert "Stays" in page(lives, session)


def test_the_page_asks_the_database_as_often_for_many_questions(lives: Lives) -> None:
    session = lives.make()
    ask(lives, "Anna", session, "First")
    with counted_queries(lives.course.world.database) as few:
        page(lives, session, "Ben")
    for number in range(10):
        ask(lives, "Diana", session, f"No. {number}")
    with counted_queries(lives.course.world.database) as many:
        page(lives, session, "Ben")
    assert len(many) == len(few)


# Quizzes --------------------------------------------------------------------------------------


def write_quiz(lives: Lives, session: str, questions: str = QUIZ, title: str = "Warm-up") -> str:
    data = {"title": title, "questions": questions}
    return words(lives.teacher.browser.post(f"{session}/quiz", data=data, follow_redirects=True))


def test_a_quiz_is_asked_question_by_question_and_each_sees_what_was_right(lives: Lives) -> None:
    session = lives.opened()
    room, other = lives.join(session, "Anna"), lives.join(session, "Ben")
    assert "The quiz is ready" in write_quiz(lives, session)
    assert "Warm-up" not in page(lives, session, "Anna"), "students see it when it is asked"
    assert do(lives, "", session, "next", number=1, asked=0) == 303
    # Pressed twice, it still asks one.
    assert do(lives, "", session, "next", number=1, asked=0) == 303
    assert "Question 1 of 2" in page(lives, session, "Anna")
    # One answers in the room, the other on the page that all see together.
    assert lives.act("Anna", room, "vote", poll=1, option=0).status_code == 303
    assert do(lives, "Ben", session, "vote", poll=1, option=1) == 303
    before = words(lives["Anna"].browser.get(room))
    assert "you can change it until the result is shown" in before
    assert "1 vote" not in before
    assert "Apia 1 vote Tokyo 1 vote" in page(lives, session), "who teaches sees votes come in"
    assert do(lives, "", session, "next", number=1, asked=1) == 303
    text = page(lives, session, "Ben")
    assert "Apia right 1 vote" in text
    assert "Tokyo your answer 1 vote" in text
    assert "0 right so far" in text
    assert "1 right so far" in page(lives, session, "Anna")
    assert do(lives, "Ben", session, "vote", poll=1, option=0) == 409
    assert do(lives, "", session, "result", number=1) == 303
    assert "What is green" in words(lives["Ben"].browser.get(other))
    assert do(lives, "", session, "next", number=1, asked=2) == 404


def test_votes_of_a_quiz_leak_by_no_way_before_its_result(lives: Lives) -> None:
    session = lives.opened()
    room = lives.join(session, "Anna")
    write_quiz(lives, session)
    do(lives, "", session, "next", number=1, asked=0)
    lives.act("Anna", room, "vote", poll=1, option=0)
    for address in (
        "made",
        "made.json",
        "made.csv",
        "rooms/1/made",
        "together",
        "together?rooms=1",
    ):
        seen = lives["Anna"].browser.get(f"{session}/{address}").get_data(as_text=True)
        assert "1 vote" not in seen, address
        assert '"votes":1' not in seen.replace(" ", ""), address
        assert "Apia,1," not in seen, address
    since = lives["Anna"].browser.get(f"{room}/since/0?have=").get_data(as_text=True)
    assert "1 vote" not in since
    lives.lead(session, "close", minutes=0)
    assert "Apia 1 vote" in words(lives["Anna"].browser.get(f"{session}/made"))


def test_only_who_teaches_runs_quizzes_and_nobody_votes_before_or_elsewhere(lives: Lives) -> None:
    session = lives.make()
    write_quiz(lives, session)
    assert lives["Anna"].browser.post(f"{session}/quiz", data={"title": "x"}).status_code == 403
    assert lives["Anna"].browser.get(f"{session}/quiz").status_code == 403
    for step in ("next", "result"):
        assert do(lives, "Anna", session, step, number=1, asked=0) == 403
    assert do(lives, "", session, "next", number=1, asked=0) == 303
    assert do(lives, "Anna", session, "vote", poll=1, option=0) == 409, "rooms are not open"
    lives.lead(session, "open")
    assert do(lives, "", session, "vote", poll=1, option=0) == 403, "who teaches does not guess"
    assert do(lives, "Anna", session, "vote", poll=1, option=7) == 404
    room = lives.join(session, "Anna")
    lives.act("Anna", room, "ask", question="Ours?", options="a\nb")
    assert do(lives, "Ben", session, "vote", poll=2, option=0) == 404, "a room's own question"
    other = lives.opened(title="Other")
    assert do(lives, "", other, "next", number=1, asked=1) == 404


@pytest.mark.parametrize(
    ("questions", "says"),
    [
        ("", "at least one question"),
        ("Alone?", "Question 1 needs from two to eight"),
        ("Which?\n* a", "Question 1 needs from two to eight"),
        ("Which?\n* a\na", "different answers"),
        ("Which?\na\nb", "Put a star (*) before what is right in question 1"),
        ("Ok?\n* a\nb\n\nWhich?\na\nb", "in question 2"),
        ("Which?\n*\nb", "question 1 is empty or too long"),
        ("Which?\n* " + "x" * 121 + "\nb", "question 1 is empty or too long"),
        ("Which?\n* a\nb\n\n" * 31, "at most 30 questions"),
        ("Which?\n" + "\n".join(f"* {one}" for one in range(9)), "from two to eight"),
    ],
)
def test_a_quiz_that_cannot_be_read_says_where(lives: Lives, questions: str, says: str) -> None:
    assert says in write_quiz(lives, lives.make(), questions)


# Prompts and clocks ---------------------------------------------------------------------------


def test_a_prompt_is_handed_out_to_all_rooms_or_another_one_to_each(lives: Lives) -> None:
    session = lives.opened()
    room, other = lives.join(session, "Anna"), lives.join(session, "Ben")
    library = soup_of(lives.teacher.browser.get(f"{session}/icebreaker"))
    assert len(library.select("button[name=prompt]")) > 10
    lives.lead(session, "icebreaker", prompt="window")
    for name, own in (("Anna", room), ("Ben", other)):
        assert "What do you see from your window?" in words(lives[name].browser.get(own))
    number = lives.since(lives["Anna"], room)["number"]
    lives.lead(session, "icebreaker", prompt="each")
    tasks = [
        soup_of(lives[name].browser.get(own)).select_one("#task .prose strong")
        for name, own in (("Anna", room), ("Ben", other))
    ]
    assert len({one.get_text() for one in tasks if one}) == 2
    told = lives.since(lives["Anna"], room, int(str(number)))["events"]
    assert [one["kind"] for one in told] == ["task"]  # type: ignore[union-attr,index]


def test_no_prompt_is_handed_out_that_is_none_or_by_who_does_not_teach(lives: Lives) -> None:
    session = lives.opened()
    browser = lives.teacher.browser
    for prompt, status in (("", 200), ("nothing", 404), ("x" * 50, 200), ("<b>", 404)):
        answer = browser.post(f"{session}/icebreaker", data={"prompt": prompt})
        assert answer.status_code == status, prompt
    assert lives["Anna"].browser.get(f"{session}/icebreaker").status_code == 403
    assert lives["Anna"].browser.post(f"{session}/icebreaker").status_code == 403


def test_lobby_and_floor_show_what_time_it_is_at_each_partner(lives: Lives) -> None:
    session = lives.make()
    for browser, address in (
        (lives["Anna"].browser, session),
        (lives.teacher.browser, f"{session}/rooms"),
        (lives["Anna"].browser, f"{session}/together"),
    ):
        clocks = soup_of(browser.get(address)).select("#clocks [data-clock]")
        assert len(clocks) == 2, address


def test_what_was_asked_is_taken_along_and_goes_with_its_author(lives: Lives) -> None:
    session = lives.opened()
    ask(lives, "Anna", session, "A question of Anna Abel")
    ask(lives, "Ben", session, "Another's")
    do(lives, "Anna", session, "back", number=2, back=1)
    write_quiz(lives, session, title="A quiz of Tilda Teacher")
    with lives.course.world.app.test_request_context(), lives.course.world.work() as work:
        held = {part.key: part.rows for part in own_data(work, lives["Anna"].id)}
        assert [row["text"] for row in held["wonders"]] == ["A question of Anna Abel"]
        assert [row["text"] for row in held["backed"]] == ["A question of Anna Abel", "Another's"]
        quizzes = {part.key: part.rows for part in own_data(work, lives.teacher.id)}["quizzes"]
        assert [row["title"] for row in quizzes] == ["A quiz of Tilda Teacher"]
        do_forget(work, Gone(lives["Anna"].id, ("Anna Abel",)))
        do_forget(work, Gone(lives.teacher.id, ("Tilda Teacher",)))
        assert not list(work.scalars(select(LiveBacking).where(LiveBacking.wonder_id == 1)))
        assert work.get_one(LiveWonder, 1).text == ""
        assert "Tilda" not in work.get_one(LiveQuiz, 1).title
    text = page(lives, session, "Ben")
    assert "Anna" not in text
    assert "Another's" in text
