"""Several do something in the same moment: nobody waits crosswise, and no number is given twice."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from uuid import uuid4

from tests.live_rooms.conftest import Lives, words

TIMES = 10


def test_people_and_teachers_who_speak_at_once_are_all_heard(lives: Lives) -> None:
    session = lives.opened()
    names = ("Anna", "Ben", "Cem", "Diana")
    rooms = {name: lives.join(session, name) for name in names}
    lives.lead(session, "ask", question="Ready?", options="Yes\nNo", client_key=uuid4().hex)

    def speak(name: str) -> list[int]:
        browser, room = lives[name].browser, rooms[name]
        answers = []
        for number in range(TIMES):
            text = {"text": f"{name} {number}", "client_key": uuid4().hex}
            answers.append(browser.post(f"{room}/say", data=text).status_code)
            vote = {"poll": 1, "option": number % 2}
            answers.append(browser.post(f"{room}/vote", data=vote).status_code)
        return answers

    def lead(_: object) -> list[int]:
        browser, answers = lives.teacher.browser, []
        for number in range(TIMES):
            told = {"text": f"All {number}", "client_key": uuid4().hex}
            answers.append(browser.post(f"{session}/tell", data=told).status_code)
            asked = {"question": f"{number}?", "options": "a\nb", "client_key": uuid4().hex}
            answers.append(browser.post(f"{session}/ask", data=asked).status_code)
        return answers

    with ThreadPoolExecutor(len(names) + 1) as pool:
        leading = pool.submit(lead, None)
        answers = [*pool.map(speak, names), leading.result()]
    assert answers == [[303] * 2 * TIMES] * (len(names) + 1)
    for room in set(rooms.values()):
        events = lives.since(lives.teacher, room)["events"]
        assert isinstance(events, list)
        numbers = [one["number"] for one in events]
        assert numbers == [number for number, _ in zip(count(numbers[0]), numbers, strict=False)]
        heard = [one["text"] for one in events if one["kind"] == "said"]
        inside = [name for name, own in rooms.items() if own == room]
        assert sorted(heard) == sorted(f"{name} {n}" for name in inside for n in range(TIMES))
    assert "All 9" in words(lives["Anna"].browser.get(rooms["Anna"]))
