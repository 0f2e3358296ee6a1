"""What a meeting is for, its agenda and its transcript: Markdown, and nothing that does harm."""

from bs4 import BeautifulSoup

from tests.content.meetings.conftest import Programme
from tests.forms import soup_of, submit

AGENDA = """Welcome at 13:00
Teams at 13:10

- **Reefs**
- [The paper](https://example.org/paper)

| Who | What |
| --- | ---- |
| Apia | reefs |

<script>alert(1)</script>

[Bad](javascript:alert(1))

![Tracker](https://evil.example/pixel.png)
"""


def shown(climate: Programme, **words: str) -> BeautifulSoup:
    (meeting,) = climate.plan(**words)
    page = f"{climate.path}/{meeting.id}"
    if "text" in words:
        submit(climate.teachers["Apia"].browser, f"{page}/recording", text=words["text"])
    answer = climate.students["Apia"].browser.get(page)
    assert answer.status_code == 200
    return soup_of(answer)


def test_an_agenda_has_lists_tables_and_links(climate: Programme) -> None:
    page = shown(climate, agenda=AGENDA)
    prose = page.select_one("main .prose[dir=auto]")
    assert prose is not None
    assert [one.get_text() for one in prose.select("li")] == ["Reefs", "The paper"]
    assert prose.select_one("table td")
    assert prose.select_one("a[href='https://example.org/paper']")


def test_lines_stay_lines_as_people_typed_them(climate: Programme) -> None:
    prose = shown(climate, agenda=AGENDA).select_one("main .prose p")
    assert prose is not None
    assert prose.select_one("br")
    assert prose.get_text("|", strip=True) == "Welcome at 13:00|Teams at 13:10"


def test_nothing_in_it_runs_or_tells_others_who_reads(climate: Programme) -> None:
    for words in ({"purpose": AGENDA}, {"agenda": AGENDA}):
        page = shown(climate, **words)
        main = page.select_one("main")
        assert main is not None
        assert "alert(1)" not in "".join(one.get_text() for one in main.select("script"))
        assert not [one for one in main.select("a") if "javascript" in str(one["href"])]
        assert not main.select("img")


def test_a_transcript_is_drawn_like_a_page(climate: Programme) -> None:
    (meeting,) = climate.plan()
    page = f"{climate.path}/{meeting.id}"
    submit(climate.teachers["Apia"].browser, f"{page}/recording", text="## Reefs\n\nThey *bleach*.")
    seen = soup_of(climate.students["Apia"].browser.get(page))
    assert seen.select_one("#recording .prose em")
    assert not seen.select_one("#recording .prose h2")
